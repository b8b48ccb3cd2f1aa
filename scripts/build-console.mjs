// `npm run build:console`: builds the console now, whatever is there.
import { buildConsole } from './console.mjs';
import { ensureInstalled } from './install.mjs';

await ensureInstalled({ dev: true });
process.exitCode = (await buildConsole({ anyway: true })) ? 0 : 1;
