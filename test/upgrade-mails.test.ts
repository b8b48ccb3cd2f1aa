import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { dataPaths } from '../src/config.ts';
import { createKeyring } from '../src/core/keyring/keyring.ts';
import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { startSmtpDouble } from './doubles/email/smtp.ts';
import { withoutAuditLog } from './support/database.ts';
import { startPortico } from './support/portico.ts';

const secret = 'a-root-key-of-more-than-32-characters';
const text = 'Open the link.\n\nhttps://accounts.example.com/blogapi/verify-email?token=old\n';

/** A data directory of the version before, in which a mail waits that it had written out. */
async function createWaitingMail(directory: string): Promise<void> {
  const database = openDatabase(dataPaths(directory).database);
  const now = Date.now();
  await migrate(database, now, { through: 2, ...withoutAuditLog });
  const mail = { to: 'old@example.com', purpose: 'verify-email', text };
  const payload = createKeyring([secret]).encrypt(JSON.stringify(mail), 'job:email');
  await sql`insert into jobs (kind, payload, created_at, run_at) values ('email', ${payload}, ${now}, ${now})`.execute(
    database,
  );
  await database.destroy();
}

test('upgrade: a mail that waited when the program was replaced goes out, as it was written, over SMTP as well', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'portico-upgrade-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  await createWaitingMail(directory);
  const double = await startSmtpDouble(t);
  const at = await startPortico(t, {
    ...double.environment,
    PORTICO_DATA_DIR: directory,
    PORTICO_SECRET_KEY: secret,
  });
  await at.portico.house.jobs.runDue();
  const [mail = assert.fail(), ...others] = double.mails;
  assert.deepEqual([mail.to, others.length], [['old@example.com'], 0]);
  assert.match(mail.raw, /^Message-ID: <before-1@sender\.example>\r$/m);
  assert.match(
    mail.raw.replaceAll('=\r\n', ''),
    /^https:\/\/accounts\.example\.com\/blogapi\/verify-email\?token=(3D)?=?(3D)?old/m,
  );
});
