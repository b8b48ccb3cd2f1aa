import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { isTable } from '../config/file.ts';
import { accountOrigins } from '../contracts/names.ts';
import type { OtherHandle } from '../core/accounts/importing/decide.ts';
import type { ImportSource } from '../core/accounts/importing/importing.ts';
import { type Format, readFormat } from '../core/passwords/former/format.ts';
import { FormatError } from '../core/passwords/former/format-tokens.ts';
import { isTimeZone } from '../core/runtime-settings/rules.ts';
import { StartError } from '../start/start-error.ts';

/** What of an account can be told by a column. */
export const fieldNames = [
  'id',
  'handle',
  'phone',
  'phone_area',
  'phone_verified',
  'email',
  'email_verified',
  'status',
  'role',
  'staff_approved',
  'created_at',
  'display_name',
  'real_name',
  'avatar',
  'gender',
  'birthday',
  'address',
  'position',
  'signature',
  'brief',
  'licence_number',
  'licence_effect_at',
  'licence_expires_at',
] as const;
/** One of them. */
export type FieldName = (typeof fieldNames)[number];

/** Where a value comes from: a column, or it is the same for all. */
export type FieldRule = { column: string } | { constant: string };

/** How passwords are stored. */
export interface PasswordRule {
  column: string;
  format: Format;
  /** As it was written. */
  formatText: string;
  saltColumn?: string;
  usernameColumn?: string;
  key?: string;
}

/** What a mapping file says of a former back end's accounts. */
export interface Mapping extends ImportSource {
  /** What becomes of a phone, an e-mail or another value that cannot be read. */
  unreadable: 'refuse' | 'drop';
  /** Undefined: the server's. */
  timeZone: string | undefined;
  fields: Readonly<Partial<Record<FieldName, FieldRule>>>;
  /** What the values of some fields mean here, by what they are there. */
  values: Readonly<Partial<Record<FieldName, Readonly<Record<string, string>>>>>;
  password: PasswordRule | undefined;
  query: DatabaseQuery;
}

/** What is asked of a database. */
export interface DatabaseQuery {
  sql?: string;
  collection?: string;
  filter?: Record<string, unknown>;
}

type Table = Record<string, unknown>;

const doors = accountOrigins.filter((origin) => origin !== 'console');
const otherHandles: readonly OtherHandle[] = ['refuse', 'keep'];

/** Reads a mapping file; throws StartError with everything that is wrong in it. */
export function readMapping(file: string): Mapping {
  const problems: string[] = [];
  const mapping = understand(readTable(file), problems);
  if (problems.length > 0) throw new StartError(`${file}: ${problems.join('; ')}`);
  return mapping;
}

function readTable(file: string): Table {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof TomlError) {
      throw new StartError(`${file} is no TOML: line ${error.line}: ${error.message.split('\n', 1)[0]}`);
    }
    throw new StartError(`the mapping ${file} cannot be read: ${(error as Error).message}`);
  }
}

function understand(table: Table, problems: string[]): Mapping {
  const read = createReader(table, '', problems);
  const merge = createReader(read.table('merge'), 'merge.', problems);
  const query = createReader(read.table('query'), 'query.', problems);
  const mapping: Mapping = {
    name: read.text('source') ?? '',
    door: read.oneOf('door', doors) ?? 'mobile',
    timeZone: readZone(read.text('time_zone'), problems),
    unreadable: read.oneOf('unreadable', ['refuse', 'drop'] as const) ?? 'refuse',
    otherHandle: merge.oneOf('other_handle', otherHandles) ?? 'refuse',
    fields: readFields(read.table('fields'), problems),
    values: readValues(read.table('values'), problems),
    password: readPassword(read.table('password'), problems),
    query: withoutAbsent({
      sql: query.text('sql'),
      collection: query.text('collection'),
      filter: Object.keys(query.table('filter')).length > 0 ? query.table('filter') : undefined,
    }),
  };
  if (table.source === undefined) problems.push('source is missing: a name for this back end, such as "old-blog"');
  if (table.door === undefined) problems.push(`door is missing: whose clients the accounts use: ${doors.join(', ')}`);
  if (mapping.name.length > 64) problems.push('source is longer than 64 characters');
  if (!['handle', 'phone', 'email'].some((name) => name in mapping.fields)) {
    problems.push('[fields] names neither handle, phone nor email: nobody could sign in');
  }
  for (const reader of [read, merge, query]) reader.refuseOthers();
  return mapping;
}

/** Reads single values; whatever nobody asked for is a misspelling. */
function createReader(table: Table, prefix: string, problems: string[]) {
  const known = new Set<string>();

  function text(name: string): string | undefined {
    known.add(name);
    const value = table[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '') return value;
    problems.push(`${prefix}${name} must be a text`);
    return undefined;
  }

  return {
    text,
    oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
      const value = text(name);
      const found = values.find((each) => each === value);
      if (value !== undefined && found === undefined) {
        problems.push(`${prefix}${name} is ${JSON.stringify(value)}, and must be one of ${values.join(', ')}`);
      }
      return found;
    },
    table(name: string): Table {
      known.add(name);
      const value = table[name];
      if (value === undefined) return {};
      if (isTable(value)) return value;
      problems.push(`${prefix}${name} must be a table`);
      return {};
    },
    refuseOthers() {
      for (const name of Object.keys(table)) if (!known.has(name)) problems.push(`${prefix}${name} is unknown`);
    },
  };
}

function readFields(table: Table, problems: string[]): Mapping['fields'] {
  const fields: Partial<Record<FieldName, FieldRule>> = {};
  for (const [name, value] of Object.entries(table)) {
    const field = findField(name);
    const rule = readRule(value);
    if (!field) problems.push(`fields.${name} is unknown; there are ${fieldNames.join(', ')}`);
    else if (!rule) problems.push(`fields.${name} must name a column, or be { value = "…" } for all`);
    else fields[field] = rule;
  }
  return fields;
}

function readRule(value: unknown): FieldRule | undefined {
  if (typeof value === 'string' && value !== '') return { column: value };
  if (typeof value === 'boolean') return { constant: String(value) };
  if (isTable(value) && ['string', 'boolean', 'number', 'bigint'].includes(typeof value.value)) {
    return { constant: String(value.value) };
  }
  return undefined;
}

function readValues(table: Table, problems: string[]): Mapping['values'] {
  const values: Partial<Record<FieldName, Record<string, string>>> = {};
  for (const [name, meanings] of Object.entries(table)) {
    const field = findField(name);
    if (!field || !isTable(meanings))
      problems.push(`values.${name} must be a table for one of ${fieldNames.join(', ')}`);
    else values[field] = Object.fromEntries(Object.entries(meanings).map(([there, here]) => [there, String(here)]));
  }
  return values;
}

function readPassword(table: Table, problems: string[]): PasswordRule | undefined {
  if (Object.keys(table).length === 0) return undefined;
  const read = createReader(table, 'password.', problems);
  const formatText = read.text('format') ?? 'auto';
  const column = read.text('column');
  const rule = {
    saltColumn: read.text('salt'),
    usernameColumn: read.text('username'),
    key: readKey(read.text('key'), read.text('key_env'), problems),
  };
  read.refuseOthers();
  if (column === undefined) problems.push('password.column is missing: the column with the stored passwords');
  try {
    return { column: column ?? '', formatText, format: readFormat(formatText), ...withoutAbsent(rule) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    problems.push(`password.format ${JSON.stringify(formatText)}: ${error.message}`);
    return undefined;
  }
}

/** So that a mapping file can be kept beside the code, the key may be in the environment. */
function readKey(key: string | undefined, variable: string | undefined, problems: string[]): string | undefined {
  if (variable === undefined) return key;
  const value = process.env[variable];
  if (value === undefined) problems.push(`password.key_env names ${variable}, which is not set`);
  return value;
}

function readZone(zone: string | undefined, problems: string[]): string | undefined {
  if (zone === undefined || isTimeZone(zone)) return zone;
  problems.push(`time_zone ${JSON.stringify(zone)} is no time zone, such as "Asia/Shanghai"`);
  return undefined;
}

const findField = (name: string): FieldName | undefined => fieldNames.find((each) => each === name);

type Present<Value> = { [Name in keyof Value]?: Exclude<Value[Name], undefined> };

function withoutAbsent<Value extends object>(value: Value): Present<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<Value>;
}
