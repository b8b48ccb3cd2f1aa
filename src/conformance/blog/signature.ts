import type { Case } from '../run/case.ts';
import { type Body, encodings, type Fields, form, json, multipart, query, raw } from '../wire/bodies.ts';
import { md5, reads, sign } from './client.ts';

/** The operations that have to be signed, as cases name them, and how they are asked without more. */
const signedOperations: ReadonlyArray<[name: string, method: 'GET' | 'POST', path: string]> = [
  ['captcha', 'GET', '/blogapi/service/captcha'],
  ['reg', 'POST', '/blogapi/reg'],
  ['login', 'POST', '/blogapi/login'],
  ['logout', 'GET', '/admin/logout'],
];
const minuteMs = 60_000;
const noTimestamps: unknown[] = ['', 'soon', '1.5', '1e12', ' 1', null, true];
const brokenBodies: readonly Body[] = [
  raw('application/json; charset=gbk', '{}'),
  raw('application/x-www-form-urlencoded', Array.from({ length: 10_000 }, (_, index) => `f${index}=1`).join('&')),
];

/** The signature that every request carries (B1, B2). */
export const signatureCases: readonly Case[] = signedOperations.flatMap(casesOf);

function casesOf([name, method, path]: (typeof signedOperations)[number]): Case[] {
  type At = Parameters<Parameters<typeof reads>[2]>[0];
  const ask = (at: At, fields: Fields) =>
    method === 'GET'
      ? at.talk.send({ method, path: `${path}?${query(fields)}` })
      : at.talk.send({ method, path, body: json(fields) });
  const unknown = (at: At, fields: Fields = {}, timestamp: unknown = at.supplies.now()): Fields =>
    sign({ ...fields, timestamp, auth_key: 'portico-verify' }, 'portico-verify');

  return [
    reads(`${name}: without an auth_key 512, before all else`, 'B2', async (at) => {
      const { auth_key: _, ...rest } = unknown(at);
      for (const fields of [{}, rest, { ...rest, auth_key: '' }, { ...rest, timestamp: 'soon' }]) {
        at.refused(await ask(at, fields), 512);
      }
      if (method === 'POST')
        for (const { encode } of encodings) at.refused(await at.send(path, await encode(rest)), 512);
    }),
    reads(`${name}: without a timestamp, or one that is no number, 400`, 'B2', async (at) => {
      const { timestamp: _, ...rest } = unknown(at);
      at.refused(await ask(at, rest), 400, ['timestamp']);
      for (const timestamp of noTimestamps) at.refused(await ask(at, unknown(at, {}, timestamp)), 400, ['timestamp']);
    }),
    reads(`${name}: more than 5 minutes off 513, before the key is looked at`, 'B2', async (at) => {
      for (const off of [-6 * minuteMs, 6 * minuteMs, -365 * 24 * 60 * minuteMs]) {
        at.refused(await ask(at, unknown(at, {}, at.supplies.now() + off)), 513);
      }
    }),
    reads(`${name}: an unknown key, a wrong token or none 514`, 'B2', async (at) => {
      at.refused(await ask(at, unknown(at)), 514);
      const right = at.signed();
      const { token, ...rest } = right;
      const swapped = md5(String(token));
      for (const fields of [rest, { ...rest, token: '' }, { ...rest, token: swapped }, { ...right, more: '1' }]) {
        at.refused(await ask(at, fields), 514);
      }
      at.refused(await ask(at, { ...right, token: String(token).toUpperCase().replace(/^\d+$/, 'X') }), 514);
    }),
    reads(`${name}: a name that is given twice 400`, 'B1', async (at) => {
      const right = at.signed({ a: '1' });
      if (method === 'GET') {
        at.refused(await at.talk.send({ method, path: `${path}?${query(right)}&a=1` }), 400);
        return;
      }
      const text = JSON.stringify(right).slice(0, -1);
      at.refused(await at.send(path, raw('application/json', `${text},"a":"1"}`)), 400);
      at.refused(await at.send(path, raw('application/x-www-form-urlencoded', `${query(right)}&a=1`)), 400);
      at.refused(await at.send(`${path}?a=1`, json(right)), 400);
      const twice = await multipart(right);
      const part = Buffer.from(twice.bytes).toString('latin1');
      const boundary = part.slice(0, part.indexOf('\r\n'));
      const more = `${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n${part}`;
      at.refused(await at.send(path, { type: twice.type, bytes: Buffer.from(more, 'latin1') }), 400);
    }),
    ...(method === 'POST'
      ? [
          reads(`${name}: the signature may stand in the query, the fields in any encoding`, 'B1, R4', async (at) => {
            const fields = { account: '', password: 'x', mark: '&=中 +' };
            const { auth_key, timestamp, token, ...body } = at.signed(fields);
            const signature = query({ auth_key, timestamp, token });
            const blamed = name === 'reg' ? ['account', 'password', 'email', 'captcha'] : ['account', 'password'];
            for (const { encode } of encodings) {
              at.refused(await at.send(`${path}?${signature}`, await encode(body)), 400, blamed);
              at.refused(await at.send(path, await encode(at.signed(fields))), 400, blamed);
            }
            const nested = at.signed({ account: '', password: 'x', list: [1, { a: null }], yes: true, number: 1.5 });
            at.refused(await at.send(path, json(nested)), 400, blamed);
            const wrong = { ...at.signed(fields), mark: '&=中' };
            at.refused(await at.send(path, form(wrong)), 514);
          }),
          reads(`${name}: a body that cannot be read is 400 before any signature is looked at`, 'R5', async (at) => {
            for (const body of brokenBodies) at.refused(await at.send(path, body), 400);
          }),
        ]
      : []),
  ];
}
