import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Config } from './config.ts';

/** The configured root keys, or, in development, one that is made once and kept in the data directory (0600). */
export function readRootSecrets(config: Config, file: string): [string, ...string[]] {
  if (config.rootSecrets) return config.rootSecrets;
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  const [current, ...older] = readFileSync(file, 'utf8').split(/[\s,]+/).filter(Boolean);
  if (!current) throw new Error(`${file} is empty: put the root key back, or remove the data directory to start anew`);
  return [current, ...older];
}
