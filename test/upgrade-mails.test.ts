import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createKeyring } from '../src/core/keyring/keyring.ts';
import { migrate, withoutAuditLog } from '../src/db/migrate.ts';
import { startSmtpDouble } from './doubles/email/smtp.ts';
import { startPortico } from './support/portico.ts';
import { createTestData, openByAddress } from './support/tested-database.ts';

const secret = 'a-root-key-of-more-than-32-characters';
const text = 'Open the link.\n\nhttps://accounts.example.com/blogapi/verify-email?token=old\n';

/** A database of the version before, in which a mail waits that it had written out. */
async function createWaitingMail(address: string): Promise<void> {
  const database = openByAddress(address);
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
  const data = await createTestData();
  await createWaitingMail(data.address);
  const double = await startSmtpDouble(t);
  const at = await startPortico(t, {
    ...double.environment,
    ...data.environment,
    PORTICO_SECRET_KEY: secret,
  });
  t.after(data.remove);
  await at.portico.house.jobs.runDue();
  const [mail = assert.fail(), ...others] = double.mails;
  assert.deepEqual([mail.to, others.length], [['old@example.com'], 0]);
  assert.match(mail.raw, /^Message-ID: <before-1@sender\.example>\r$/m);
  assert.match(
    mail.raw.replaceAll('=\r\n', ''),
    /^https:\/\/accounts\.example\.com\/blogapi\/verify-email\?token=(3D)?=?(3D)?old/m,
  );
});
