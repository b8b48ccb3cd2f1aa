// `npm run generate:clients`: writes the types of the clients anew, from the contracts' documents.
import { writeFileSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';

await ensureInstalled({ dev: true });
// On a fresh clone these packages were not there when this file was loaded.
const { clientContracts, clientTypesFile, writeClientTypes } = await import('./client-types.mjs');
for (const contract of clientContracts) {
  const file = clientTypesFile(contract);
  writeFileSync(file, await writeClientTypes(contract));
  console.log(file);
}
