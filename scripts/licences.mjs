// `npm run -s licences`: package, version and licence of whatever package-lock.json names, and whether the server runs on
// it, the console's page is built of it, or it only builds and tests (`dev`).
import { root } from './carried-node.mjs';
import { judgeLicences, listLicences } from './supply-chain/licence-rules.mjs';
import { readLockfile } from './supply-chain/lockfile.mjs';

const lockfile = readLockfile(root);
for (const { name, version, licence, part } of listLicences(lockfile)) {
  console.log([name, version, licence, part].join('\t'));
}
const problems = judgeLicences(lockfile);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
