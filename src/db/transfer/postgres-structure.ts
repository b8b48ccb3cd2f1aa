import type { PostgresSession } from './postgres-session.ts';

/** An index or a constraint beside the primary keys, in the words that make it. */
export interface StructurePart {
  kind: 'unique' | 'index' | 'foreign key';
  table: string;
  name: string;
  definition: string;
}

const inOrder: ReadonlyArray<StructurePart['kind']> = ['unique', 'index', 'foreign key'];

/** Every index and constraint of these tables that can be made after their rows, each after those that it needs. */
export async function readStructure(session: PostgresSession, tables: readonly string[]): Promise<StructurePart[]> {
  const parts = await session.query<StructurePart>(
    `select case contype when 'u' then 'unique' else 'foreign key' end as kind, relname as "table", conname as name,
        pg_get_constraintdef(pg_constraint.oid) as definition
      from pg_constraint join pg_class on pg_class.oid = conrelid
      where contype in ('u', 'f') and relnamespace = current_schema()::regnamespace and relname = any ($1)
    union all
    select 'index', relname, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
      from pg_index join pg_class on pg_class.oid = indrelid
      where indisvalid and not exists (select from pg_constraint where conindid = indexrelid)
        and relnamespace = current_schema()::regnamespace and relname = any ($1)
    order by 2, 3`,
    [tables],
  );
  return parts.sort((one, other) => inOrder.indexOf(one.kind) - inOrder.indexOf(other.kind));
}

/** Takes these away, so that rows are stored without them. */
export async function dropStructure(session: PostgresSession, parts: readonly StructurePart[]): Promise<void> {
  for (const { kind, table, name } of parts.toReversed()) {
    await session.query(kind === 'index' ? `drop index ${name}` : `alter table "${table}" drop constraint "${name}"`);
  }
}

/** Makes one of them of the rows that are there. Throws what PostgreSQL says of rows that do not allow it. */
export async function buildPart(session: PostgresSession, part: StructurePart): Promise<void> {
  const { kind, table, name, definition } = part;
  await session.query(kind === 'index' ? definition : `alter table "${table}" add constraint "${name}" ${definition}`);
}

/** Those of `wanted` that are not in force, word by word. */
export async function missingParts(
  session: PostgresSession,
  wanted: readonly StructurePart[],
): Promise<StructurePart[]> {
  const tables = [...new Set(wanted.map(({ table }) => table))];
  const present = new Set((await readStructure(session, tables)).map((part) => JSON.stringify(toWords(part))));
  return wanted.filter((part) => !present.has(JSON.stringify(toWords(part))));
}

const toWords = ({ kind, table, name, definition }: StructurePart): string[] => [kind, table, name, definition];
