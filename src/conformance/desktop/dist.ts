import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import type { HeaderRules } from '../checks/headers.ts';
import { literally } from '../checks/literally.ts';
import type { Case } from '../run/case.ts';
import type { Answer } from '../wire/answer.ts';
import { type DesktopClient, reads } from './client.ts';
import { decodeText, findOffer, type OfferedRelease, sha256Of } from './upgrade.ts';

const mebibyte = 1024 * 1024;
const mostDownloaded = 32 * mebibyte;
const noReleases = [
  '/dist',
  '/dist/',
  '/dist/none',
  '/dist/../portico.db',
  '/dist/..%2f..%2fportico.db',
  '/dist/%00',
  '/dist//x',
];
const outside: TSchema = Type.Object(
  { data: Type.Null(), meta: Type.Object({ msg: Type.String({ minLength: 1 }), status: Type.Literal(416) }) },
  { additionalProperties: false },
);

/** What every answer about a file carries. */
function validators({ sha256 }: OfferedRelease): HeaderRules {
  return { etag: `"${sha256}"`, 'last-modified': / GMT$/, 'cache-control': 'no-cache' };
}

function fileHeaders(release: OfferedRelease, length: number): HeaderRules {
  const name = decodeText(release.path.split('/').at(-1) ?? '').replace(/[^\x20-\x7e]|["\\]/g, '_');
  return {
    ...validators(release),
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-length': String(length),
    'content-disposition': new RegExp(`^attachment; filename="${literally(name)}"; filename\\*=UTF-8''\\S+$`),
    'x-content-type-options': 'nosniff',
  };
}

const ask = (at: DesktopClient, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  at.talk.send({ method, path, headers, mostBytes: mostDownloaded });

/** An operator may have downloads answered by storage; then there is a link, and all else is storage's to say. */
async function isRedirected(at: DesktopClient, { path }: OfferedRelease): Promise<boolean> {
  const answer = await ask(at, path, { Range: 'bytes=0-0' });
  if (answer.status !== 302) return false;
  return at.talk.expect(answer, { status: 302, headers: { location: /^https?:\/\//, 'cache-control': 'no-store' } });
}

/** A case about the release that is offered, where the server itself sends it. */
function about(name: string, clause: string, run: (at: DesktopClient, release: OfferedRelease) => Promise<void>): Case {
  return reads(`dist: ${name}`, clause, async (at) => {
    const { release } = await findOffer(at);
    if (!(await isRedirected(at, release))) await run(at, release);
  });
}

/** desktop downloads: plain HTTP (§1.3.1, R5). */
export const distCases: readonly Case[] = [
  about('the whole file as an attachment, with all that a resuming client needs', '§1.3.1', async (at, release) => {
    if (release.size > mostDownloaded) return;
    const answer = await ask(at, release.path);
    at.talk.expect(answer, { status: 200, headers: fileHeaders(release, release.size) });
    expectBytes(at, answer, release.size);
    if (sha256Of(answer.bytes) !== release.sha256) {
      const [expected, found] = [`bytes with the sha-256 ${release.sha256}`, sha256Of(answer.bytes)];
      at.talk.note(answer, { where: 'body', kind: 'value', expected, found });
    }
    at.talk.expect(await ask(at, `${release.path}?from=client`, {}, 'HEAD'), { status: 200 });
  }),
  about('HEAD says what GET would, without a body', '§1.3.1', async (at, release) => {
    const answer = await ask(at, release.path, {}, 'HEAD');
    at.talk.expect(answer, { status: 200, headers: fileHeaders(release, release.size) });
    expectBytes(at, answer, 0);
  }),
  about('one range is 206 with exactly those bytes', '§1.3.1', async (at, release) => {
    const last = release.size - 1;
    const ranges: Array<[range: string, start: number, end: number]> = [
      ['bytes=0-0', 0, 0],
      [`bytes=${last}-`, last, last],
      ['bytes=-1', last, last],
      [`bytes=${last}-99999999999999999999999`, last, last],
      ['Bytes=0-0', 0, 0],
    ];
    for (const [range, start, end] of ranges) {
      const answer = await ask(at, release.path, { Range: range });
      const headers = {
        ...fileHeaders(release, end - start + 1),
        'content-range': `bytes ${start}-${end}/${release.size}`,
      };
      at.talk.expect(answer, { status: 206, headers });
      expectBytes(at, answer, end - start + 1);
    }
  }),
  about('two ranges together are the bytes of one', '§1.3.1', async (at, release) => {
    const end = Math.min(release.size, mebibyte) - 1;
    const middle = Math.floor(end / 2);
    const part = async (range: string) => (await ask(at, release.path, { Range: `bytes=${range}` })).bytes;
    const [first, rest, both] = [await part(`0-${middle}`), await part(`${middle + 1}-${end}`), await part(`0-${end}`)];
    if (Buffer.concat(end > middle ? [first, rest] : [first]).equals(both)) return;
    const answer = await ask(at, release.path, { Range: 'bytes=0-0' });
    at.talk.note(answer, { where: 'body', kind: 'value', expected: 'parts of the same bytes', found: 'other bytes' });
  }),
  about('a range beyond the file is 416 with the size', '§1.3.1, R5', async (at, release) => {
    for (const range of [`bytes=${release.size}-`, 'bytes=-0', 'bytes=99999999999999999999-']) {
      const answer = await ask(at, release.path, { Range: range });
      const headers = { ...validators(release), 'content-range': `bytes */${release.size}` };
      at.talk.expect(answer, { status: 416, schema: outside, values: { meta: { msg: /\p{Script=Han}/u } }, headers });
    }
  }),
  about(
    'several ranges, another unit or a broken range are answered with the whole file',
    'R5',
    async (at, release) => {
      for (const range of ['bytes=0-0,2-2', 'items=0-1', 'bytes=5-2', 'bytes=-', 'bytes=a-b']) {
        const answer = await ask(at, release.path, { Range: range }, 'HEAD');
        at.talk.expect(answer, {
          status: 200,
          headers: { ...fileHeaders(release, release.size), 'content-range': null },
        });
      }
    },
  ),
  about('304 for what the client has, by tag before date', '§1.3.1, R5', async (at, release) => {
    const tag = `"${release.sha256}"`;
    const date = String((await ask(at, release.path, {}, 'HEAD')).headers['last-modified']);
    const earlier = new Date(Date.parse(date) - 1000).toUTCString();
    const conditions: Array<[headers: Record<string, string>, status: number]> = [
      [{ 'If-None-Match': tag }, 304],
      [{ 'If-None-Match': `W/${tag}` }, 304],
      [{ 'If-None-Match': `"other", ${tag}` }, 304],
      [{ 'If-None-Match': '*' }, 304],
      [{ 'If-None-Match': '"other"' }, 200],
      [{ 'If-None-Match': '"other"', 'If-Modified-Since': date }, 200],
      [{ 'If-Modified-Since': date }, 304],
      [{ 'If-Modified-Since': earlier }, 200],
      [{ 'If-Modified-Since': 'yesterday' }, 200],
      [{ 'If-None-Match': tag, Range: 'bytes=0-0' }, 304],
    ];
    for (const [headers, status] of conditions) {
      const answer = await ask(at, release.path, headers, 'HEAD');
      at.talk.expect(answer, {
        status,
        headers: status === 304 ? validators(release) : fileHeaders(release, release.size),
      });
    }
    const answer = await ask(at, release.path, { 'If-None-Match': tag });
    at.talk.expect(answer, { status: 304, headers: validators(release) });
    expectBytes(at, answer, 0);
  }),
  about('whoever holds a part of another file gets the whole one (If-Range)', 'R5', async (at, release) => {
    if (release.size > mostDownloaded) return;
    const date = String((await ask(at, release.path, {}, 'HEAD')).headers['last-modified']);
    const held: Array<[held: string, status: number]> = [
      [`"${release.sha256}"`, 206],
      [date, 206],
      ['"other"', 200],
      [`W/"${release.sha256}"`, 200],
      [new Date(0).toUTCString(), 200],
    ];
    for (const [tag, status] of held) {
      const answer = await ask(at, release.path, { Range: 'bytes=0-0', 'If-Range': tag });
      at.talk.expect(answer, { status, headers: fileHeaders(release, status === 206 ? 1 : release.size) });
    }
  }),
  about('a path that is not quite the file’s is 404', 'R5', async (at, { path }) => {
    for (const other of [`${path}x`, `${path}/`, `${path}/x`, path.toUpperCase().replace('/DIST', '/dist')]) {
      if (other !== path) at.refused(await ask(at, other), 404);
    }
  }),
  reads('dist: what is no release is 404 in the envelope', 'R5', async (at) => {
    for (const path of noReleases) at.refused(await ask(at, path), 404);
    at.talk.expect(await ask(at, '/dist/none', {}, 'HEAD'), {
      status: 404,
      headers: { 'content-type': /^application\/json/ },
    });
  }),
];

function expectBytes(at: DesktopClient, answer: Answer, count: number): void {
  if (answer.bytes.length === count) return;
  at.talk.note(answer, {
    where: 'body',
    kind: 'value',
    expected: `${count} bytes`,
    found: `${answer.bytes.length} bytes`,
  });
}
