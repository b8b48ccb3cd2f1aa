import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dataPaths } from '../../src/config.ts';
import { uploadBody } from '../support/desktop.ts';
import { type Asking, askDoor, send } from '../support/door-asking.ts';
import { assertConsistent } from '../support/kept-writes.ts';
import { signInAtConsole } from '../support/management.ts';
import { createNodeFamily, type TestNode } from '../support/nodes.ts';
import { padded, pngHeader } from '../support/pictures.ts';
import { startPostgres } from '../support/postgres.ts';
import { newStaffFields, signUpForm } from '../support/staff.ts';
import { until } from '../support/until.ts';

const postgres = await startPostgres({ after });
const family = createNodeFamily({ after }, await postgres.createDatabase());
const dataDir = family.createDataDir();
const second = await family.start();
const at = { ...family.at(second), environment: { ...family.environment, PORTICO_DATA_DIR: second.dataDir } };
const owner = await signInAtConsole(at);
const { files } = dataPaths(dataDir);
const staged = (): string[] => readdirSync(join(files, '.staging'));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What lies in a folder of the file storage, by its checksum. */
const storedIn = (folder: string): string[] =>
  readdirSync(join(files, folder)).map((name) => sha256(readFileSync(join(files, folder, name))));

/** Asks all at once, and kills the node when the first was acknowledged; answers which ones were. */
async function killWhileAsked(node: TestNode, askings: readonly Asking[]): Promise<boolean[]> {
  const asked = askings.map(async (asking) => (await askDoor(node.url, asking)) !== undefined);
  await Promise.any(asked);
  node.child.kill('SIGKILL');
  await node.ended;
  const outcomes = await Promise.allSettled(asked);
  return outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value);
}

/** Sends half of what it announces. */
async function beginUpload({ url }: TestNode, headers: Record<string, string>): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const part = (field: string): string => `--b\r\nContent-Disposition: form-data; ${field}\r\n\r\n`;
  const begun = `${part('name="version"')}9.9.9\r\n${part('name="file"; filename="half.zip"')}${'x'.repeat(1_000_000)}`;
  const lines = Object.entries({
    host,
    'content-type': 'multipart/form-data; boundary=b',
    'content-length': String(2 * begun.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  socket.write(`POST /api/upgrade/upload HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${begun}`);
  await until(() => staged().length > 0);
  assert.equal(staged().length, 1);
}

test('a node killed in the middle of uploads of releases: each is whole or not there, and is uploaded again at the other node', async () => {
  const first = await family.start({ dataDir });
  const { key } = (await owner.call('POST', '/api-keys', { body: { name: 'ci', rights: ['releases:write'] } })).body;
  const headers = { authorization: key };
  const releases = Array.from({ length: 8 }, (_, index) => ({
    version: `2.0.${index}`,
    bytes: randomBytes(2_000_000),
  }));
  const uploads = releases.map(
    ({ version, bytes }): Asking => ({
      door: 'desktop',
      method: 'POST',
      path: '/api/upgrade/upload',
      headers,
      get body() {
        return uploadBody(version, bytes, 'tool.zip');
      },
    }),
  );
  await beginUpload(first, headers);
  const acknowledged = await killWhileAsked(first, uploads);

  const listed = (await owner.call('GET', '/releases')).body.items.map(({ version }: { version: string }) => version);
  assert.deepEqual(
    releases.filter(({ version }, index) => acknowledged[index] && !listed.includes(version)),
    [],
  );
  assert.ok(!listed.includes('9.9.9'));
  await assertConsistent(at);
  const whole = new Set(releases.map(({ bytes }) => sha256(bytes)));
  assert.ok(storedIn('releases').every((checksum) => whole.has(checksum)));
  assert.ok(staged().length > 0, 'what was being received is rubbish');

  for (const [index, { bytes }] of releases.entries()) {
    const published = await askDoor(second.url, uploads[index] as Asking);
    const given = await fetch(second.url + published?.body.data.path);
    assert.ok(bytes.equals(Buffer.from(await given.arrayBuffer())));
  }
  await family.start({ dataDir });
  assert.deepEqual(staged(), []);
  await assertConsistent(at);
});

test('a node killed in the middle of sign-ups with avatars: nobody is without his, and who was not told signs up at the other node', async () => {
  const first = await family.start({ dataDir });
  const picture = padded(pngHeader(64, 64), 30_000);
  const people = Array.from({ length: 12 }, () => newStaffFields());
  const signUps = people.map(
    (fields): Asking => ({
      door: 'staff',
      method: 'PUT',
      path: '/signUp',
      get body() {
        return signUpForm(fields, picture);
      },
    }),
  );
  const acknowledged = await killWhileAsked(first, signUps);
  await assertConsistent(at);
  assert.deepEqual([...new Set(storedIn('avatars'))], [sha256(picture)]);
  for (const [index, signUp] of signUps.entries()) {
    const { body } = await send(second.url, signUp);
    const isThere = !body.status && body.message === '用户名已被使用';
    assert.ok(isThere || (body.status && !acknowledged[index]), JSON.stringify([acknowledged[index], body]));
  }
  await assertConsistent(at);
});
