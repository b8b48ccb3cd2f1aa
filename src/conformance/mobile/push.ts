import type { Case } from '../run/case.ts';
import { randomName } from '../supplies/supplies.ts';
import { valueAt } from '../wire/answer.ts';
import { encodings } from '../wire/bodies.ts';
import { type MobileClient, reads, writes } from './client.ts';

const bindOperation = 'POST /api/push/bind';
const showOperation = 'GET /api/push/switch/:client_id';
const turnOperation = 'PUT /api/push/switch/:client_id';

const bind = (at: MobileClient, body: object, token: string) => at.send('POST', '/push/bind', body, token);
const pathOf = (client: string): string => `/push/switch/${encodeURIComponent(client)}`;
const show = (at: MobileClient, client: string, token: string) => at.send('GET', pathOf(client), undefined, token);
const turn = (at: MobileClient, client: string, body: object, token: string) =>
  at.send('PUT', pathOf(client), body, token);
const newClient = (): string => `verify-${randomName()}`;

/** mobile `push/bind`, `push/switch` (M7). */
export const pushCases: readonly Case[] = [
  writes('push/bind: binds a client, switched on, in JSON, form and multipart', 'push/bind, M7, R4', async (at) => {
    const token = await at.anyToken();
    const me = valueAt(await at.send('GET', '/personal/info', undefined, token), 'data.id');
    for (const { encode } of encodings) {
      const client = { client_id: newClient(), client_type: 'ios' };
      const bound = await bind(at, await encode(client), token);
      at.succeeded(bound, bindOperation, {
        ...client,
        user_id: me,
        switch: true,
        updated_at: valueAt(bound, 'data.created_at'),
      });
      at.expectNow(bound, 'data.created_at');
      at.succeeded(await show(at, client.client_id, token), showOperation, valueAt(bound, 'data'));
    }
  }),
  writes('push/bind: the same client stays one record, its switch as it was', 'M7', async (at) => {
    const token = await at.anyToken();
    const client = newClient();
    const first = await bind(at, { client_id: client, client_type: 'android' }, token);
    at.succeeded(first, bindOperation, { client_id: client, client_type: 'android', switch: true });
    at.succeeded(await turn(at, client, { switch: false }, token), turnOperation, {});
    const again = await bind(at, { client_id: client, client_type: 'ios' }, token);
    at.succeeded(again, bindOperation, { id: valueAt(first, 'data.id'), client_type: 'ios', switch: false });
  }),
  writes('push/bind: any printable client_id of up to 200 characters', 'M7, M13', async (at) => {
    const token = await at.anyToken();
    for (const start of ['x/y?z=1#&%', '设备 一', '../..', '😀', 'x'.repeat(180)]) {
      const client = `${start}${randomName()}`;
      at.succeeded(await bind(at, { client_id: client, client_type: 'android' }, token), bindOperation, {
        client_id: client,
      });
      at.succeeded(await show(at, client, token), showOperation, { client_id: client });
    }
  }),
  writes('push/bind: a client that another account holds moves, switched on', 'M7, M13', async (at) => {
    const [former, next] = [await at.join(), await at.join()];
    const client = { client_id: newClient(), client_type: 'android' };
    const first = await bind(at, client, former.token);
    at.succeeded(await turn(at, client.client_id, { switch: false }, former.token), turnOperation, {});
    at.refused(await show(at, client.client_id, next.token), 10001);
    at.refused(await turn(at, client.client_id, { switch: true }, next.token), 10001);
    const moved = await bind(at, client, next.token);
    const me = valueAt(await at.send('GET', '/personal/info', undefined, next.token), 'data.id');
    at.succeeded(moved, bindOperation, { id: valueAt(first, 'data.id'), user_id: me, switch: true });
    at.refused(await show(at, client.client_id, former.token), 10001);
  }),
  reads('push/bind: a client_id or client_type that breaks its rule is 10005', 'M7, M13', async (at) => {
    const token = await at.anyToken();
    for (const client_id of ['', 'x'.repeat(201), 'a\nb', 'a\u0000', null, ['x'], {}]) {
      at.refused(await bind(at, { client_id, client_type: 'android' }, token), 10005);
    }
    for (const client_type of ['Android', 'windows', '', null, 'ios ', 1]) {
      at.refused(await bind(at, { client_id: 'x', client_type }, token), 10005);
    }
    for (const { encode } of encodings) at.refused(await bind(at, await encode({ client_id: 'x' }), token), 10005);
  }),
  reads('GET push/switch: a client that the caller has not bound is 10001', 'M7', async (at) => {
    at.refused(await show(at, newClient(), await at.anyToken()), 10001);
  }),
  reads('GET push/switch: a client_id that breaks its rule is 10005', 'M13', async (at) => {
    const token = await at.anyToken();
    at.refused(await at.send('GET', '/push/switch/%00', undefined, token), 10005);
    at.refused(await show(at, 'x'.repeat(201), token), 10005);
    at.refused(await at.send('GET', '/push/switch/%zz', undefined, token), 10005, 400);
    at.refused(await at.send('GET', '/push/switch/', undefined, token), 10002, 404);
  }),
  writes('PUT push/switch: turns pushes off and on, in JSON, form and multipart', 'push/switch, M7, R4', async (at) => {
    const token = await at.anyToken();
    const client = newClient();
    at.succeeded(await bind(at, { client_id: client, client_type: 'android' }, token), bindOperation, { switch: true });
    for (const value of [false, true, 'false', 1, 'true', 0]) {
      for (const { encode } of encodings) {
        at.succeeded(await turn(at, client, await encode({ switch: value }), token), turnOperation, {});
        const isOn = ![false, 'false', 0].includes(value as boolean);
        at.succeeded(await show(at, client, token), showOperation, { client_id: client, switch: isOn });
      }
    }
  }),
  reads('PUT push/switch: a client that the caller has not bound is 10001', 'M7', async (at) => {
    at.refused(await turn(at, newClient(), { switch: true }, await at.anyToken()), 10001);
  }),
  reads('PUT push/switch: a switch that is no boolean, or is missing, is 10005', 'push/switch', async (at) => {
    const token = await at.anyToken();
    for (const body of [{}, { switch: 'on' }, { switch: 2 }, { switch: null }, { switch: '' }, { switch: [true] }]) {
      at.refused(await turn(at, newClient(), body, token), 10005);
    }
  }),
];
