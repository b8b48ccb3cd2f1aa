// `npm run -s sbom > portico.cdx.json`: what is shipped, as CycloneDX 1.6. It needs package-lock.json alone.
import { root } from './carried-node.mjs';
import { createBom } from './supply-chain/bom.mjs';
import { readLockfile } from './supply-chain/lockfile.mjs';

console.log(JSON.stringify(createBom(readLockfile(root)), undefined, 2));
