import { statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { parse, TomlDate, TomlError } from 'smol-toml';
import type { Environment } from './environment.ts';
import { readTextFile } from './text-file.ts';

/** The environment with what a file says besides, and where each of the latter was said. */
export interface Given {
  environment: Environment;
  sources: ReadonlyMap<string, string>;
}

const prefix = 'PORTICO_';
const ownName = 'portico.toml';
// TOML has no table that is a value besides: PORTICO_SMS stands beside PORTICO_SMS_ALIYUN_….
const ownValue = 'use';

/**
 * Adds what a TOML file says: `PORTICO_CONFIG_FILE`, else `portico.toml` in the data directory where there is one. Its
 * names are those of the variables without `PORTICO_`, in lower case; the name of a table stands before the names in it
 * (`[sms.aliyun] region` is `PORTICO_SMS_ALIYUN_REGION`), and `use` in a table is the table's own (`[sms] use` is
 * `PORTICO_SMS`). The environment wins, also over the other way to say a secret: itself, or the `_FILE` that holds it.
 */
export function addConfigFile(environment: Environment, problems: string[], warnings: string[]): Given {
  const named = environment[`${prefix}CONFIG_FILE`]?.trim();
  const dataDir = environment[`${prefix}DATA_DIR`]?.trim() || './data';
  const path = named || join(dataDir, ownName);
  const text = readFile(path, Boolean(named), problems);
  if (text === undefined) return { environment, sources: new Map() };
  const entries = readEntries(text, path, problems);
  if (!named && entries.has(`${prefix}DATA_DIR`)) {
    problems.push(`${path} lies in the data directory and cannot say data_dir: name the file in PORTICO_CONFIG_FILE`);
  }
  if (holdsSecrets(entries) && isReadableByOthers(path)) {
    warnings.push(`${path} holds secrets and other users can read it: chmod 600`);
  }
  const own = [...entries].filter(
    ([name]) => environment[name] === undefined && !environment[otherWayToSay(name)]?.trim(),
  );
  return {
    environment: { ...Object.fromEntries(own), ...environment },
    sources: new Map(own.map(([name]) => [name, path])),
  };
}

function readFile(path: string, isNamed: boolean, problems: string[]): string | undefined {
  try {
    return readTextFile(path);
  } catch (error) {
    if (!isNamed && ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    problems.push(`${isNamed ? 'PORTICO_CONFIG_FILE' : path} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function readEntries(text: string, path: string, problems: string[]): Map<string, string> {
  const entries = new Map<string, string>();
  const add = (value: unknown, name: string, shown: string): void => {
    if (isTable(value)) {
      for (const [key, inner] of Object.entries(value)) {
        add(inner, key === ownValue ? name : `${name}_${toVariable(key)}`, `${shown}.${key}`);
      }
      return;
    }
    const printed = printValue(value);
    if (printed === undefined)
      problems.push(`${path}: ${shown} must be a text, a number, true, false or a list of these`);
    else if (entries.has(name)) problems.push(`${path}: ${shown} says again what ${name} says`);
    else entries.set(name, name.endsWith('_FILE') ? fromFolderOf(path, printed) : printed);
  };
  try {
    for (const [key, value] of Object.entries(parse(text))) add(value, `${prefix}${toVariable(key)}`, key);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    problems.push(`${path}, line ${error.line}, column ${error.column}: ${error.message.split('\n')[0]}`);
  }
  return entries;
}

const toVariable = (key: string): string => key.replaceAll('-', '_').toUpperCase();

/** Whether a value of a TOML file is a table. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TomlDate);
}

function printValue(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const parts = value.map(printValue);
    return parts.includes(undefined) ? undefined : parts.join(',');
  }
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** A secret lies beside the file that names it more often than where the server happens to be started. */
function fromFolderOf(path: string, file: string): string {
  return file === '' || isAbsolute(file) ? file : join(dirname(path), file);
}

/** A secret is said itself, or by the file that holds it. */
function otherWayToSay(name: string): string {
  return name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
}

function holdsSecrets(entries: ReadonlyMap<string, string>): boolean {
  return [...entries].some(
    ([name, value]) => /_(SECRET|KEY|PASSWORD|TOKEN)$/.test(name) || /:\/\/[^:@/]*:.*@/.test(value),
  );
}

function isReadableByOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}
