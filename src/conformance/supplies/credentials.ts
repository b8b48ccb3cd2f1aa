import { accessSync, constants, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { ContractName } from '../contract-name.ts';

/** Everything that an operator can give a run. */
export interface Credentials {
  /** Somebody who is registered: a phone (desktop), a phone, e-mail or handle (mobile, blog), a nickname (staff). */
  account?: string;
  password?: string;
  /** The calling code of `account`, where it is a phone; 86 unless told. */
  area?: string;
  /** A token that the server gave out (desktop, mobile, staff, blog), or the panel's. */
  token?: string;
  /** The blog's signing key, and its secret. */
  key?: string;
  secret?: string;
  /** Desktop: an API key that may upload releases. */
  apiKey?: string;
  /** Prints the code that was sent to `$PORTICO_VERIFY_TO`. */
  codeCommand?: string;
  /** Prints the answer of the captcha whose picture it reads on stdin, its id in `$PORTICO_VERIFY_CAPTCHA_ID`. */
  captchaCommand?: string;
  /** The `outbox.jsonl` of a Portico in development mode: its codes, captcha answers and mails. */
  outbox?: string;
  /** Phones and e-mails without an account, whose codes the operator can read; comma-separated. */
  newPhones?: string;
  newEmails?: string;
}

/** Their names, as a file spells them. */
export const credentialNames = {
  account: 'account',
  password: 'password',
  area: 'area',
  token: 'token',
  key: 'key',
  secret: 'secret',
  apiKey: 'api_key',
  codeCommand: 'code_command',
  captchaCommand: 'captcha_command',
  outbox: 'outbox',
  newPhones: 'new_phones',
  newEmails: 'new_emails',
} as const satisfies Record<keyof Credentials, string>;

/** The variable of the environment that says the same as a name in the file. */
function variableOf(name: string): string {
  return `PORTICO_VERIFY_${name.toUpperCase()}`;
}

/** What was given cannot be used, or a file of it not be read; `message` names the place. */
export class CredentialsError extends Error {}

/**
 * What the flags say, then the environment, then the file's table of the contract, then the file's first lines. Throws
 * CredentialsError.
 */
export function readCredentials(
  contract: ContractName,
  given: Partial<Credentials>,
  environment: NodeJS.ProcessEnv,
  file?: string,
): Credentials {
  const [shared, own] = file === undefined ? [{}, {}] : readFile(file, contract);
  const read: Credentials = {};
  for (const [property, name] of Object.entries(credentialNames) as Array<[keyof Credentials, string]>) {
    const value = given[property] ?? environment[variableOf(name)] ?? own[name] ?? shared[name];
    if (value !== undefined && value !== '') read[property] = value;
  }
  checkOutbox(read);
  for (const property of ['token', 'apiKey'] as const) checkHeaderValue(property, read);
  return read;
}

function checkOutbox({ outbox }: Credentials): void {
  if (outbox === undefined) return;
  try {
    accessSync(outbox, constants.R_OK);
  } catch (error) {
    throw new CredentialsError(`outbox: ${(error as Error).message}`);
  }
}

/** It travels in a header: one with a line break or a letter beyond Latin-1 would never reach the server. */
function checkHeaderValue(property: 'token' | 'apiKey', { [property]: value = '' }: Credentials): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new CredentialsError(`${credentialNames[property]}: has characters that no header may carry`);
}

type Table = Record<string, string>;

function readFile(file: string, contract: ContractName): [shared: Table, own: Table] {
  let document: Record<string, unknown>;
  try {
    document = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const [first] = (error as Error).message.split('\n');
    throw new CredentialsError(`${file}: ${first}`);
  }
  const own = document[contract];
  const tables = Object.entries(document).filter(([, value]) => isTable(value));
  for (const [name, table] of tables) checkNames(table as object, `${file}: [${name}]`);
  const shared = Object.fromEntries(Object.entries(document).filter(([, value]) => !isTable(value)));
  checkNames(shared, file);
  return [toTexts(shared), toTexts(isTable(own) ? own : {})];
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkNames(table: object, where: string): void {
  const known: readonly string[] = Object.values(credentialNames);
  const strange = Object.keys(table).find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new CredentialsError(`${where}: nobody knows ${strange}; there are ${known.join(', ')}`);
}

function toTexts(table: Record<string, unknown>): Table {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, [value].flat().join(',')]));
}
