import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { makeCertificate } from '../../../test/support/certificate.ts';
import { pingInTime, startPostgres, type TestPostgres } from '../../../test/support/postgres.ts';
import { readDatabaseConfig } from '../../config/database.ts';
import { createEnvironmentReader } from '../../config/environment.ts';
import { asDomainError } from '../../core/errors.ts';
import { openPostgres } from './open-postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'portico-tls-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, certificate: string): string {
  const file = join(folder, name);
  writeFileSync(file, certificate);
  return file;
}

// Good for 127.0.0.1 too, and not for localhost.
const { cert, key } = makeCertificate('db.example.com');
const trusted = write('trusted.pem', cert);
// Of the same name, by somebody else.
const stranger = write('stranger.pem', makeCertificate('db.example.com').cert);

const hostsTls = ['ssl=on', 'ssl_cert_file=server.crt', 'ssl_key_file=server.key'];
/** Unencrypted it lets nobody in but the test itself, which makes databases from there. */
const access = 'host postgres all 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 trust\n';
const postgres = await startPostgres({ after }, hostsTls, {
  'server.crt': cert,
  'server.key': key,
  'pg_hba.conf': access,
});

/** As PORTICO_DATABASE_URL with that behind it leads there. */
async function open(context: TestContext, { query = '', host = '127.0.0.1', server = postgres } = {}) {
  const url = new URL(await server.createDatabase());
  url.hostname = host;
  url.search = query;
  const problems: string[] = [];
  const config = readDatabaseConfig(createEnvironmentReader({ PORTICO_DATABASE_URL: url.href }, problems), problems);
  assert.ok(config);
  assert.deepEqual(problems, []);
  const opened = openPostgres(config.primary);
  context.after(() => opened.close());
  return opened;
}

type Way = Parameters<typeof open>[1];

async function isEncrypted(context: TestContext, way: Way): Promise<boolean | undefined> {
  const { db, ping } = await open(context, way);
  await pingInTime(ping);
  const { rows } = await sql<{
    ssl: boolean;
  }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
  return rows[0]?.ssl;
}

/** By the pool and by what asks for /readyz; with that reason. */
async function assertRefused(context: TestContext, reason: RegExp, way: Way): Promise<void> {
  const { db, ping } = await open(context, way);
  await assert.rejects(sql`select 1`.execute(db), (error: Error) => {
    assert.equal(asDomainError(error).code, 'database.unavailable', String(error));
    assert.match(String(error.cause), reason);
    return true;
  });
  await assert.rejects(pingInTime(ping), reason);
}

const verifying = (authorities: string): string => `sslmode=verify-full&sslrootcert=${encodeURIComponent(authorities)}`;

test('PostgreSQL over TLS: verify-full takes a certificate that is trusted and for that name, and is encrypted', async (t) => {
  assert.equal(await isEncrypted(t, { query: verifying(trusted) }), true);
});

test('PostgreSQL over TLS: verify-full refuses a certificate for another name', async (t) => {
  const query = verifying(trusted);
  await assertRefused(t, /does not match certificate/, { query, host: 'localhost' });
});

test('PostgreSQL over TLS: verify-full refuses a certificate of an authority that is not trusted', async (t) => {
  const unknown = /self.signed certificate|unable to verify|signature failure/;
  await assertRefused(t, unknown, { query: 'sslmode=verify-full' });
  await assertRefused(t, unknown, { query: verifying(stranger) });
});

test('PostgreSQL over TLS: require is encrypted, whoever answers', async (t) => {
  for (const host of ['127.0.0.1', 'localhost']) {
    assert.equal(await isEncrypted(t, { query: 'sslmode=require', host }), true, host);
  }
});

test('PostgreSQL over TLS: a server that wants it refuses who comes without', async (t) => {
  for (const query of ['', 'sslmode=disable']) await assertRefused(t, /no encryption/, { query });
});

test('PostgreSQL over TLS: of a server that has none, require and verify-full never take less', async (t) => {
  const server: TestPostgres = await startPostgres(t);
  for (const query of ['sslmode=require', verifying(trusted)]) {
    await assertRefused(t, /does not support SSL/, { query, server });
  }
  assert.equal(await isEncrypted(t, { query: 'sslmode=disable', server }), false);
});
