import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** The repository's root, which is also what the image is built from. */
export const root = join(import.meta.dirname, '../..');

/** Every file below deploy/, as its path below the root; what make-secrets.sh made there is not ours. */
export function deployFiles(): string[] {
  return readdirSync(join(root, 'deploy'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('deploy/compose/secrets/'))
    .sort();
}

/** The text of one file of the repository. */
export function readDeployFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The one document of a YAML file, anchors and merges resolved; throws where it is no YAML. */
export function readYaml<T>(path: string): T {
  const [document, ...others] = parseAllDocuments(readDeployFile(path));
  if (!document || others.length > 0) throw new Error(`${path} holds ${others.length + 1} documents`);
  if (document.errors.length > 0) throw document.errors[0];
  return parse(readDeployFile(path), { merge: true, strict: true }) as T;
}

/** `45s`, `1m` in seconds; throws for anything else. */
export function secondsOf(duration: string): number {
  const [, number, unit] = /^(\d+)(s|m)$/.exec(duration) ?? [];
  if (!number) throw new Error(`${duration} is no duration that is known here`);
  return Number(number) * (unit === 'm' ? 60 : 1);
}
