import { extname } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { StartError } from '../../start/start-error.ts';
import type { DatabaseQuery, Mapping } from '../mapping.ts';
import { readDecoded } from './decoded-file.ts';
import type { SourceRows } from './source-row.ts';

/** Where rows come from: a file, or a database that is asked the mapping's query. */
export type RowsPlace =
  | { file: string; encoding: string; separator?: string; format?: 'csv' | 'ndjson' }
  | { url: string };

// What MySQL's and PostgreSQL's own exports, and phpMyAdmin, write where a column has nothing.
const nothing = ['NULL', '\\N'];
const ndjsonEndings = ['.ndjson', '.jsonl', '.json'];

/**
 * Opens them; throws StartError where the place makes no sense. They end where `stopping` says so, also while nothing
 * comes. Drivers are loaded by whoever needs them.
 */
export async function openRows(place: RowsPlace, { query }: Mapping, stopping: AbortSignal): Promise<SourceRows> {
  if ('url' in place) {
    return endedBy(stopping, explained(await openDatabaseRows(place.url, query, stopping), place.url));
  }
  return endedBy(stopping, await openFileRows(place, stopping));
}

async function openFileRows(
  { file, encoding, separator, format: named }: Extract<RowsPlace, { file: string }>,
  stopping: AbortSignal,
): Promise<SourceRows> {
  const { text, share } = readDecoded(file, encoding);
  // It may come before anybody reads.
  addAbortSignal(stopping, text).on('error', () => {});
  const format = named ?? (ndjsonEndings.includes(extname(file).toLowerCase()) ? 'ndjson' : 'csv');
  if (format === 'ndjson') return (await import('./ndjson.ts')).readNdjson(text, { share });
  return (await import('./csv.ts')).readCsv(text, { share, nothing, ...(separator !== undefined && { separator }) });
}

/** What breaks off because it was told to is no failure. */
function endedBy(stopping: AbortSignal, rows: SourceRows): SourceRows {
  return {
    share: () => rows.share(),
    async *[Symbol.asyncIterator]() {
      try {
        yield* rows;
      } catch (error) {
        if (!stopping.aborted) throw error;
      }
    },
  };
}

async function openDatabaseRows(url: string, query: DatabaseQuery, stopping: AbortSignal): Promise<SourceRows> {
  const scheme = url.slice(0, Math.max(0, url.indexOf(':')));
  if (scheme === 'mysql' || scheme === 'mariadb') {
    const { readMysqlRows } = await import('./mysql.ts');
    return readMysqlRows(url.replace(/^mariadb:/, 'mysql:'), requireSql(query), stopping);
  }
  if (scheme === 'postgres' || scheme === 'postgresql') {
    return (await import('./postgres.ts')).readPostgresRows(url, requireSql(query), stopping);
  }
  if (scheme === 'mongodb' || scheme === 'mongodb+srv') {
    if (query.collection === undefined) throw new StartError('the mapping has no [query] with collection = "users"');
    return (await import('./mongodb.ts')).readMongodbRows(url, query, stopping);
  }
  throw new StartError('the address must begin with mysql://, mariadb://, postgres:// or mongodb://');
}

/** Whose failure it is: ours is another database. */
function explained(rows: SourceRows, url: string): SourceRows {
  const host = URL.canParse(url) ? new URL(url).host : 'that address';
  return {
    share: () => rows.share(),
    async *[Symbol.asyncIterator]() {
      const iterator = rows[Symbol.asyncIterator]();
      try {
        for (;;) {
          const { done, value } = await iterator.next().catch((error: Error) => {
            throw error instanceof StartError
              ? error
              : new StartError(`the database at ${host} cannot be read: ${error.message}`);
          });
          if (done) return;
          yield value;
        }
      } finally {
        await iterator.return?.();
      }
    },
  };
}

function requireSql({ sql }: DatabaseQuery): string {
  if (sql === undefined) throw new StartError('the mapping has no [query] with sql = "select … from users"');
  return sql.trim().replace(/;$/, '');
}
