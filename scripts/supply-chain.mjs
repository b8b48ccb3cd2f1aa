// `npm run supply-chain`: judges package-lock.json and what is installed; what it looks for stands in scripts/supply-chain/.
import { root } from './carried-node.mjs';
import { judgeSupplyChain } from './supply-chain/judge.mjs';
import { packagesOf, readLockfile } from './supply-chain/lockfile.mjs';

const problems = judgeSupplyChain(root);
for (const problem of problems) console.log(problem);
console.log(`${packagesOf(readLockfile(root)).length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
