// `portico serve` whose garbage somebody else can have collected, by SIGUSR2: only then do two readings of its memory compare.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
process.on('SIGUSR2', () => {
  collect();
  // What was finalised by the first one is free only after a second.
  setImmediate(collect);
});
await import('../../src/main.ts');
