import type { Case } from '../run/case.ts';
import { randomName } from '../supplies/supplies.ts';
import { type Body, encodings, json } from '../wire/bodies.ts';
import { type PanelClient, reads, writes } from './client.ts';

const updateCookie = 'POST /openApi/updateCookie';
const addOrUpdate = 'POST /openApi/addOrUpdateAccount';
const remove = 'POST /openApi/cookie/delete';
const count = 'GET /openApi/count';
const newPin = (): string => `verify_${randomName()}`;

const wrongCookies: ReadonlyArray<[fields: object, blamed: string]> = [
  [{}, 'ptPin'],
  [{ ptPin: '' }, 'ptPin'],
  [{ ptPin: '  ', cookie: null }, 'ptPin'],
  [{ ptPin: { pt_pin: 'a' } }, 'ptPin'],
  [{ ptPin: ['a', 'b'] }, 'ptPin'],
  [{ ptPin: 'a\u0000b' }, 'ptPin'],
  [{ ptPin: 'a%00b' }, 'ptPin'],
  [{ ptPin: '\ud800' }, 'ptPin'],
  [{ ptPin: 'a'.repeat(201) }, 'ptPin'],
  [{ ptPin: 'a'.repeat(20_000) }, 'ptPin'],
  [{ ptPin: 'pt_pin=a;' }, 'ptPin'],
  [{ ptPin: 'pt_key=;pt_pin=a;' }, 'ptPin'],
  [{ ptPin: 'pt_key=k;pt_key=l;pt_pin=a;' }, 'ptPin'],
  [{ cookie: 'pt_key=k;' }, 'cookie'],
  [{ ptPin: 'pt_key=k;pt_pin=a;', cookie: 'pt_key=k;pt_pin=b;' }, 'cookie'],
  [{ ptPin: 'a', userMsg: '长'.repeat(256) }, 'userMsg'],
  [{ ptPin: 'a', userMsg: ['x'] }, 'userMsg'],
];
const wrongAccounts: ReadonlyArray<[fields: object, blamed: string]> = [
  [{ wsKey: 'k' }, 'ptPin'],
  [{ ptPin: 'a' }, 'wsKey'],
  [{ ptPin: 'a', wsKey: '' }, 'wsKey'],
  [{ ptPin: 'a', wsKey: ' ' }, 'wsKey'],
  [{ ptPin: 'a', wsKey: null }, 'wsKey'],
  [{ ptPin: 'a', wsKey: 'k'.repeat(4097) }, 'wsKey'],
  [{ ptPin: 'a', wsKey: 'k', ptKey: 'k'.repeat(4097) }, 'ptKey'],
  [{ ptPin: 'a', wsKey: 'k', ptKey: 'a b' }, 'ptKey'],
  [{ ptPin: 'a', wsKey: 'k', remarks: '长'.repeat(256) }, 'remarks'],
  [{ ptPin: 'a b', wsKey: 'k' }, 'ptPin'],
];
const wrongPins: ReadonlyArray<[fields: object, blamed: string]> = [
  [{}, 'ptPins'],
  [{ ptPins: '' }, 'ptPins'],
  [{ ptPins: ',, ,' }, 'ptPins'],
  [{ ptPins: [] }, 'ptPins'],
  [{ ptPins: [['a']] }, 'ptPins'],
  [{ ptPins: { a: 1 } }, 'ptPins'],
  [{ ptPins: ['a\u0000'] }, 'ptPins'],
  [{ ptPins: 'a,'.repeat(1001) }, 'ptPins'],
  [{ ptPins: Array.from({ length: 1001 }, (_, index) => `p${index}`) }, 'ptPins'],
];

/** panel `/openApi/*` (P1–P3, P6). */
export const accountCases: readonly Case[] = [
  ...(
    [
      ['updateCookie', '§1.2.2, P1', wrongCookies],
      ['addOrUpdateAccount', '§1.2.1, P2', wrongAccounts],
      ['cookie/delete', 'P6', wrongPins],
    ] as const
  ).map(([path, clause, wrong]) =>
    reads(`${path}: a field that breaks its rule is 422, and is named`, clause, async (at) => {
      for (const [fields, blamed] of wrong) at.refused(await at.post(path, fields), 422, blamed);
      for (const { encode } of encodings) at.refused(await at.send('POST', path, await encode({})), 422, wrong[0]?.[1]);
    }),
  ),
  reads('count: how many accounts there are, and how many of them have a key', 'P6', async (at) => {
    const first = await at.countAll();
    at.succeeded(await at.send('GET', 'count'), count, first);
    if (first.cookieCount > first.accountCount) {
      const answer = await at.send('GET', 'count');
      const [expected, found] = [`at most accountCount ${first.accountCount}`, String(first.cookieCount)];
      at.talk.note(answer, { where: 'body.data.cookieCount', kind: 'value', expected, found });
    }
  }),
  writes('updateCookie: adds an account with its key, in JSON, form and multipart', '§1.2.2, P1, R4', async (at) => {
    for (const { encode } of encodings) {
      const pin = newPin();
      const fields = { ptPin: `pt_key=verify;pt_pin=${pin};`, userMsg: '备注' };
      await addsOne(at, updateCookie, 'updateCookie', await encode(fields), 1);
      await removes(at, [pin], 1);
    }
  }),
  writes(
    'updateCookie: takes a cookie in any order, in either field, and a bare pin without a key',
    'P1',
    async (at) => {
      const pin = newPin();
      await addsOne(at, updateCookie, 'updateCookie', json({ cookie: ` pt_pin=${pin} ; pt_key=verify` }), 1);
      const again = {
        ptPin: `PT_KEY=verify;Pt_Pin=${pin};other=1`,
        cookie: `pt_pin=${pin};pt_key=verify;`,
        extra: { a: [1] },
      };
      const before = await at.countAll();
      at.succeeded(await at.post('updateCookie', again), updateCookie);
      at.succeeded(await at.send('GET', 'count'), count, before);
      await removes(at, [pin], 1);
      const bare = newPin();
      await addsOne(at, updateCookie, 'updateCookie', json({ ptPin: bare }), 0);
      await removes(at, [bare], 0);
    },
  ),
  writes('updateCookie: a pin percent-encoded and not is the same account', 'P3', async (at) => {
    const pin = `验证_${newPin()}`;
    await addsOne(at, updateCookie, 'updateCookie', json({ ptPin: `pt_key=k;pt_pin=${pin};` }), 1);
    const before = await at.countAll();
    const encoded = { ptPin: `pt_key=k;pt_pin=${encodeURIComponent(pin)};` };
    at.succeeded(await at.post('updateCookie', encoded), updateCookie);
    at.succeeded(await at.send('GET', 'count'), count, before);
    await removes(at, [encodeURIComponent(pin)], 1);
  }),
  writes(
    'addOrUpdateAccount: adds an account with both keys, in JSON, form and multipart',
    '§1.2.1, P2, R4',
    async (at) => {
      for (const { encode } of encodings) {
        const pin = newPin();
        const fields = { ptPin: pin, ptKey: 'verify', wsKey: 'verify', remarks: '备注' };
        await addsOne(at, addOrUpdate, 'addOrUpdateAccount', await encode(fields), 1);
        await removes(at, [pin], 1);
      }
    },
  ),
  writes(
    'addOrUpdateAccount: an empty ptKey leaves the stored one, each may be its part of a cookie',
    'P2',
    async (at) => {
      const pin = newPin();
      await addsOne(at, addOrUpdate, 'addOrUpdateAccount', json({ ptPin: pin, ptKey: '', wsKey: 'verify' }), 0);
      const parts = { ptPin: `pt_pin=${pin};`, ptKey: 'pt_key=verify;', wsKey: 'wskey=verify;' };
      const before = await at.countAll();
      at.succeeded(await at.post('addOrUpdateAccount', parts), addOrUpdate);
      at.succeeded(await at.post('addOrUpdateAccount', { ptPin: pin, ptKey: '', wsKey: 'ws_key=other;' }), addOrUpdate);
      at.succeeded(await at.send('GET', 'count'), count, { ...before, cookieCount: before.cookieCount + 1 });
      await removes(at, [pin], 1);
    },
  ),
  writes('cookie/delete: one pin, several with commas or a list, in JSON, form and multipart', 'P6', async (at) => {
    for (const spell of [(pins: string[]) => pins, (pins: string[]) => pins.join(',')]) {
      for (const { encode } of encodings) {
        const pins = [newPin(), newPin()];
        for (const pin of pins)
          at.succeeded(await at.post('updateCookie', { ptPin: `pt_key=k;pt_pin=${pin};` }), updateCookie);
        const before = await at.countAll();
        const isList = Array.isArray(spell(pins));
        const body = isList
          ? json({ ptPins: [...pins, 'verify_nobody', pins[0]] })
          : await encode({ ptPins: spell(pins) });
        const left = { deleteCount: 2, cookieCount: before.cookieCount - 2 };
        at.succeeded(await at.send('POST', 'cookie/delete', body), remove, left);
        at.succeeded(await at.send('GET', 'count'), count, {
          cookieCount: before.cookieCount - 2,
          accountCount: before.accountCount - 2,
        });
      }
    }
  }),
  writes('cookie/delete: a pin that nobody has counts as none', 'P6', async (at) => {
    const { cookieCount } = await at.countAll();
    const answer = await at.post('cookie/delete', { ptPins: newPin() });
    at.succeeded(answer, remove, { deleteCount: 0, cookieCount });
  }),
];

async function addsOne(at: PanelClient, operation: string, path: string, body: Body, keys: number): Promise<void> {
  const before = await at.countAll();
  at.succeeded(await at.send('POST', path, body), operation);
  const after = { cookieCount: before.cookieCount + keys, accountCount: before.accountCount + 1 };
  at.succeeded(await at.send('GET', 'count'), count, after);
}

async function removes(at: PanelClient, pins: string[], keys: number): Promise<void> {
  const { cookieCount } = await at.countAll();
  const answer = await at.post('cookie/delete', { ptPins: pins });
  at.succeeded(answer, remove, { deleteCount: pins.length, cookieCount: cookieCount - keys });
}
