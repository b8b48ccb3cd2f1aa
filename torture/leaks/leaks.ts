import { existsSync } from 'node:fs';
import { dataPaths } from '../../src/config.ts';
import { md5 } from '../../test/support/blog.ts';
import { useEveryDoor } from '../../test/support/every-door.ts';
import { newPhone } from '../../test/support/mobile.ts';
import { call, credentials, type OutboxLine } from '../../test/support/portico.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { temporaryDataDir } from '../../test/support/process.ts';
import { startReceiver, type WebhookReceiver } from '../../test/support/webhook-receiver.ts';
import type { Findings, PartContext, TorturePart } from '../part.ts';
import { findSecrets, type Secret, shortestAnywhere } from './find-secrets.ts';
import { type HeardAnswers, hearAnswers } from './heard-answers.ts';
import { useOperatorsSecrets } from './operators-secrets.ts';
import { type Place, readBackup, readFolder, readPostgres, readTables } from './places.ts';
import { metricsToken, rootKey, startWatchedHouse, type WatchedHouse } from './watched-house.ts';

/** What somebody proves himself with is where it was told, and nowhere else. */
export const leaks: TorturePart = {
  name: 'leaks',
  about: 'no secret is in the log, the database, its files, a backup, traces, metrics or an error’s answer',
  run,
};

interface Setting {
  mode: 'development' | 'production';
  databaseUrl?: string;
}

async function run(context: PartContext): Promise<Findings> {
  const receiver = await startReceiver(context as Parameters<typeof startReceiver>[0]);
  receiver.answer = (response) => response.writeHead(500).end('signature=answered-with-a-secret');
  const heard = hearAnswers(context);
  const figures: Record<string, number> = {};
  const faults: string[] = [];
  for (const setting of await settingsOf(context)) {
    const name = `${setting.mode}, ${setting.databaseUrl ? 'PostgreSQL' : 'SQLite'}`;
    const { secrets, places } = await leaveTraces(context, setting, receiver, heard);
    figures[`secrets used, ${name}`] = secrets.length;
    figures[`places searched, ${name}`] = places.length;
    figures[`bytes searched, ${name}`] = places.reduce((sum, { bytes }) => sum + bytes.length, 0);
    faults.push(...findUnseeing(places).map((place) => `${name}: nothing is found in ${place}, whatever stands there`));
    for (const place of places) {
      for (const { what, value } of findSecrets(
        place.bytes,
        secrets.filter((secret) => mayNotBeIn(place, secret)),
      ))
        faults.push(`${name}: ${what} is in ${place.name}: ${value}`);
    }
  }
  return { figures, faults };
}

async function settingsOf(context: PartContext): Promise<Setting[]> {
  const sqlite: Setting[] = [{ mode: 'development' }, { mode: 'production' }];
  if (context.extent === 'slice') return sqlite;
  const postgres = await startPostgres(context as Parameters<typeof startPostgres>[0]);
  const databaseUrl = await postgres.createDatabase();
  return [...sqlite, { mode: 'production', databaseUrl }];
}

async function leaveTraces(
  context: PartContext,
  { mode, databaseUrl }: Setting,
  receiver: WebhookReceiver,
  heard: HeardAnswers,
): Promise<{ secrets: Secret[]; places: Place[] }> {
  const folder = temporaryDataDir(context);
  const more = databaseUrl === undefined ? {} : { PORTICO_DATABASE_URL: databaseUrl, PORTICO_DATA_DIR: folder };
  const house = await startWatchedHouse(context, mode, more);
  const secrets = await useAll(house, { mode, receiverUrl: receiver.url });
  const { at, environment } = house;
  const { database } = at.portico.house;
  const metrics = await call(`${at.url}/metrics`, 'GET', undefined, { authorization: `Bearer ${metricsToken}` });
  const places = [
    ...(await readTables(database)),
    ...readFolder(at.dataDir, 'data directory'),
    ...(databaseUrl === undefined ? [] : await readPostgres(database, databaseUrl)),
    await readBackup(at, environment),
    { name: 'metrics', bytes: Buffer.from(String(metrics.body)) },
    { name: 'answers of failures', bytes: Buffer.from(heard.failures().join('\n')) },
    ...(await house.told()),
  ];
  if (mode === 'production' && existsSync(dataPaths(at.dataDir).outbox)) throw new Error('production has an outbox');
  return { secrets, places };
}

/** Where what is no secret is not found either: then the search itself would see nothing. */
function findUnseeing(places: readonly Place[]): string[] {
  const expected: ReadonlyArray<readonly [place: RegExp, value: string]> = [
    [/^table accounts$|^data directory\/portico\.db|^pg_dump$|^cluster/, 'leaking-one'],
    [/^backup$/, 'leaking-one'],
    [/^log/, '/api/auth/access_token'],
    [/^traces$/, 'portico.contract'],
    [/^metrics$/, 'portico_http_requests_total'],
    [/^answers/, '10007'],
  ];
  return expected
    .filter(([place, value]) => !places.some(({ name, bytes }) => place.test(name) && bytes.includes(value)))
    .map(([place]) => String(place));
}

const kindOf = (what: string): string => what.replace(/ \d+$/, '');

/** Goes through all doors, fails at all of them, and tells every secret that was used. */
async function useAll(
  house: WatchedHouse,
  { mode, receiverUrl }: { mode: Setting['mode']; receiverUrl: string },
): Promise<Secret[]> {
  const { at } = house;
  const solvesCaptchas = mode === 'development';
  const ofDoors = await useEveryDoor(at, receiverUrl, { solvesCaptchas });
  const ofOperators = await useOperatorsSecrets(at, receiverUrl);
  house.breakVendors();
  await failAtVendors(house);
  const all: Secret[] = [
    ...[...ofDoors].map(([what, value]) => ({ what: kindOf(what), value })),
    ...ofOperators,
    ...secretsOfMessages(at.outbox()),
    { what: 'root key', value: rootKey },
    { what: 'metrics token', value: metricsToken },
    { what: 'owner’s password', value: credentials.ownerPassword },
  ];
  // The blog's client is let in by the md5 alone, so that it is as good as the password.
  const md5s = all
    .filter(({ what }) => what.includes('assword'))
    .map(({ what, value }) => ({ what: `md5 of a ${what}`, value: md5(value) }));
  return [...all, ...md5s];
}

/** A code that a vendor takes and fails with, and a link for a new password that one refuses and repeats whole. */
async function failAtVendors({ at }: WatchedHouse): Promise<void> {
  const { core, database, jobs } = at.portico.house;
  await call(`${at.url}/api/user/sendCode`, 'POST', { account: newPhone() });
  const email = 'leaking@example.com';
  await database
    .updateTable('accounts')
    .set({ email_verified_at: at.clock.now() })
    .where('email', '=', email)
    .execute();
  await core.forgottenPasswords.ask(email, { address: '203.0.113.9', userAgent: '', exemptFromAddressLimits: true });
  // The wish, then the mail, then whatever that brought.
  for (let rounds = 0; rounds < 3; rounds += 1) await jobs.runDue();
}

function secretsOfMessages(messages: readonly OutboxLine[]): Secret[] {
  return messages.flatMap(({ text = '', code, answer }) => [
    ...[...text.matchAll(/token=([\w-]+)/g)].map(([, value = '']) => ({ what: 'mailed link', value })),
    ...(code === undefined ? [] : [{ what: 'code', value: code }]),
    ...(answer === undefined ? [] : [{ what: 'captcha', value: answer }]),
  ]);
}

const kept = /^(?:table|data directory|pg_dump|cluster|backup)/;

/** What is where it is by design is no leak. */
function mayNotBeIn({ name }: Place, { what, value }: Secret): boolean {
  // Of a whole cluster's numbers one is a code by chance; what a table holds of it is searched value by value.
  if (name.startsWith('cluster') && value.length < shortestAnywhere) return false;
  // R12: what would leave the machine is written there, in development alone.
  if (name.endsWith('/outbox.jsonl')) return what === 'root key';
  // Whose it is, is what the directory is for; it is not logged.
  if (what === 'phone') return !kept.test(name);
  return true;
}
