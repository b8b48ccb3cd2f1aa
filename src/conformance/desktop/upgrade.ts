import { createHash } from 'node:crypto';
import { literally } from '../checks/literally.ts';
import type { Case } from '../run/case.ts';
import { NotRun } from '../run/not-run.ts';
import { randomName } from '../supplies/supplies.ts';
import { type Answer, numberAt, textAt, valueAt } from '../wire/answer.ts';
import { encodings, json, multipart } from '../wire/bodies.ts';
import { type DesktopClient, reads, writes } from './client.ts';

const check = 'upgrade/checkVersion';
const upload = 'upgrade/upload';
const badVersions = ['', '..', '1..2', '-1', '.1', 'a b', 'a/b', 'x'.repeat(65), '版本'];

/** So low that no client is offered it where there is any other. */
const newVersion = (): string => `0.0.0-verify.${randomName()}`;
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The release that is offered, as `checkVersion` tells it. */
export interface OfferedRelease {
  path: string;
  size: number;
  sha256: string;
}

/** desktop `upgrade/*` (§1.3.1, D1–D3, D7). */
export const upgradeCases: readonly Case[] = [
  reads('upload: what lacks a field, or has a version that is none, is 400', '§1.3.1, D2', async (at) => {
    const header = await at.publisher();
    const file = { name: 'file', fileName: 'verify.bin', bytes: bytesOf('x') };
    at.refused(await at.send(upload, await multipart({ version: newVersion() }), header), 400, /文件/);
    at.refused(await at.send(upload, await multipart({}, [file]), header), 400, /版本号/);
    for (const version of badVersions)
      at.refused(await at.send(upload, await multipart({ version }, [file]), header), 400);
  }),
  writes('upload: whoever may not is 403', 'D1', async (at) => {
    const { token } = await at.signIn(at.supplies.newPhone());
    const body = await multipart({ version: newVersion() }, [
      { name: 'file', fileName: 'verify.bin', bytes: bytesOf('x') },
    ]);
    at.refused(await at.send(upload, body, token), 403);
  }),
  writes(
    'upload: the path is stem, version and extension, and the same again is answered the same',
    '§1.3.1, D2',
    async (at) => {
      const header = await at.publisher();
      for (const [stem, extension] of [
        [`verify-${randomName()}`, 'tar.gz'],
        ['', 'production'],
      ]) {
        const version = newVersion();
        const send = async (text: string): Promise<Answer> => {
          const file = { name: 'file', fileName: `${stem}.${extension}`, bytes: bytesOf(text) };
          return at.send(upload, await multipart({ version }, [file]), header);
        };
        const path = `/dist/${stem}-${version}.${extension}`;
        for (let times = 0; times < 2; times += 1) at.succeeded(await send('portico verify'), upload, { path });
        at.refused(await send('other bytes'), 400);
        const kept = await at.talk.send({ method: 'GET', path });
        at.talk.expect(kept, { status: 200, headers: { 'content-length': '14' } });
        if (kept.text !== 'portico verify') {
          at.talk.note(kept, {
            where: 'body',
            kind: 'value',
            expected: 'the bytes that were sent',
            found: `${kept.bytes.length} bytes`,
          });
        }
      }
    },
  ),
  writes('upload: a path that another version took is 400', 'D2', async (at) => {
    const header = await at.publisher();
    const version = newVersion();
    const send = async (stem: string, of: string): Promise<Answer> => {
      const file = { name: 'file', fileName: `${stem}.bin`, bytes: bytesOf('portico verify') };
      return at.send(upload, await multipart({ version: of }, [file]), header);
    };
    at.succeeded(await send(`verify-0`, version), upload, { path: `/dist/verify-0-${version}.bin` });
    at.refused(await send('verify', `0-${version}`), 400);
  }),
  reads('checkVersion: the newest release, in JSON, form, multipart or without a body', '§1.3.1, D3', async (at) => {
    const { answer } = await findOffer(at);
    const shown = valueAt(answer, 'data');
    for (const { encode } of encodings) {
      const again = await at.send(check, await encode({ channel: 'portico-verify-nothing', page: 1 }));
      at.succeeded(again, check, shown as object);
    }
  }),
  reads('checkVersion: whatever channel and device hold, it is no error', 'D7', async (at) => {
    const { answer } = await findOffer(at);
    for (const body of [
      { channel: ['x'], device: { a: 1 } },
      { channel: '', device: null },
      { channel: 7, device: 7 },
    ]) {
      const again = await at.send(check, json(body));
      at.succeeded(again, check, { version: valueAt(answer, 'data.version') as object });
    }
  }),
];

/** What is offered; throws NotRun where nothing is, which is told with 404. */
export async function findOffer(at: DesktopClient): Promise<{ answer: Answer; release: OfferedRelease }> {
  const first = await at.send(check);
  const isNone = first.status === 404 && valueAt(first, 'data') === null;
  if (isNone) {
    at.refused(first, 404);
    if (!at.supplies.fixtures.release) throw new NotRun('release');
    await at.supplies.fixtures.release();
  }
  const answer = isNone ? await at.send(check) : first;
  const path = textAt(answer, 'data.path');
  at.succeeded(answer, check, { full_path: new RegExp(`^https?://.+${literally(path)}$`) });
  checkVersion(at, answer);
  return { answer, release: { path, size: numberAt(answer, 'data.size'), sha256: textAt(answer, 'data.sha256') } };
}

/** It is in the path, and a number when it is all digits. */
function checkVersion(at: DesktopClient, answer: Answer): void {
  const version = valueAt(answer, 'data.version');
  const path = decodeText(textAt(answer, 'data.path'));
  const isNumber = /^\d+$/.test(String(version)) && Number.isSafeInteger(Number(version));
  if (path.includes(`-${version}`) && (typeof version === 'number') === isNumber) return;
  const expected = isNumber ? 'a number' : `the version in ${path}`;
  at.talk.note(answer, { where: 'body.data.version', kind: 'type', expected, found: JSON.stringify(version) });
}

/** The lowercase hex of a sha-256. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As it is where it is not validly encoded. */
export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
