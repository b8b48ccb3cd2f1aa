import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EnvironmentReader } from './environment.ts';

/** Certificates (PEM) of a file that the setting names, to be trusted in place of the usual ones; undefined where none is named. */
export function readAuthorities(read: EnvironmentReader, problems: string[], name: string): string | undefined {
  const file = read.text(name);
  return file === undefined
    ? undefined
    : loadAuthorities(file, problems, `${name} must name a file of certificates (PEM)`);
}

/** The same of a file that is named elsewhere; `problem` is what is told, before the reason, where it holds none. */
export function loadAuthorities(file: string, problems: string[], problem: string): string | undefined {
  try {
    const pem = readFileSync(file, 'utf8');
    // Only the first is looked at: a file of something else holds none at all.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    problems.push(`${problem}: ${(error as Error).message}`);
    return undefined;
  }
}
