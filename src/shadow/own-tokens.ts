import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { writePrivateFile } from '../start/durable-files.ts';
import { hashOf } from './issued.ts';

/**
 * Which tokens our server gave out to clients through the proxy: the old one does not know them, and after a restart
 * nobody else could tell. Only hashes are kept.
 */
export interface OwnTokens {
  has(token: string): boolean;
  add(token: string, lifetimeMs: number): void;
}

const mostTokens = 500_000;

/** Reads those of an earlier run, and forgets what has expired. */
export function openOwnTokens(file: string, now: () => number = Date.now): OwnTokens {
  const expiries = readExpiries(file, now());
  writePrivateFile(file, [...expiries].map(([hash, expiresAt]) => `${hash} ${expiresAt}\n`).join(''));
  return {
    has: (token) => (expiries.get(hashOf(token)) ?? 0) > now(),
    add(token, lifetimeMs) {
      const hash = hashOf(token);
      const expiresAt = now() + lifetimeMs;
      expiries.set(hash, expiresAt);
      if (expiries.size > mostTokens) expiries.delete(expiries.keys().next().value as string);
      appendFileSync(file, `${hash} ${expiresAt}\n`);
    },
  };
}

function readExpiries(file: string, now: number): Map<string, number> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n');
  const read = lines.map((line) => line.split(' ')).map(([hash = '', at]) => [hash, Number(at)] as const);
  return new Map(read.filter(([, expiresAt]) => expiresAt > now).slice(-mostTokens));
}
