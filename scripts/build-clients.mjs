// `npm run build:clients`: the clients as a package for browsers, Node and workers, in clients/dist.
import { ensureInstalled } from './install.mjs';

await ensureInstalled({ dev: true });
// On a fresh clone these packages were not there when this file was loaded.
const { buildClients, builtClients } = await import('./clients.mjs');
await buildClients();
console.log(builtClients);
