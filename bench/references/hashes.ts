// Passwords hashed as the server does, and nothing else: SECONDS
import { availableParallelism } from 'node:os';
import { hash } from '@node-rs/argon2';
import { printRate } from '../stage/counted.ts';

// As in src/core/passwords/hasher.ts.
const argon2id = 2;
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const secret = Buffer.alloc(32, 'pepper');
// One more than there are cores: none of them waits for the main thread.
const atOnce = availableParallelism() + 1;

await printRate(Number(process.argv[2]), atOnce, (number) => hash(`password-${number}`, { ...parameters, secret }));
