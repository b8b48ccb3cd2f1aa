import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidFields } from '../../../core/errors.ts';
import { parsePin } from '../../../core/vault/pin.ts';
import type { VaultActor } from '../../../core/vault/vault.ts';
import { checked, object, optional, type Static, text } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireApiToken } from '../auth.ts';
import { type CookieAccount, readCookie, readKey, readPin } from '../cookies.ts';
import { success } from '../envelope.ts';

const longestCookie = 16_384;
const mostPins = 1000;

const cookie = (name: string) =>
  text(name, `不能为空，最多 ${longestCookie} 字`, { minLength: 1, maxLength: longestCookie });
const optionalCookie = (name: string) => optional(text(name, `最多 ${longestCookie} 字`, { maxLength: longestCookie }));
const remark = (name: string) => optional(text(name, '最多 255 字', { maxLength: 255 }));
const pin = { type: ['string', 'integer'] };
const pinShapes = [pin, { type: 'array', items: pin, maxItems: mostPins }];
const pins = (name: string) =>
  optional(checked<PinList>(name, `一个 pin、用逗号隔开的多个 pin 或数组，最多 ${mostPins} 个`, isPinList, pinShapes));

const UpdateCookie = object({
  ptPin: optionalCookie('ptPin'),
  cookie: optionalCookie('cookie'),
  userMsg: remark('userMsg'),
});
const AddOrUpdateAccount = object({
  ptPin: cookie('ptPin'),
  ptKey: optionalCookie('ptKey'),
  wsKey: cookie('wsKey'),
  remarks: remark('remarks'),
});
const DeleteCookies = object({ ptPins: pins('ptPins'), 'ptPins[]': pins('ptPins[]') });

/** panel `/openApi/*` (P1–P6). */
export function registerAccountRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { vault } = context.core;
  const onRequest = requireApiToken(context);

  app.post('/openApi/updateCookie', { onRequest, schema: { body: UpdateCookie } }, async (request) => {
    const body = request.body as Static<typeof UpdateCookie>;
    await vault.put({ ...readAccount(body), remark: body.userMsg?.trim() }, actorOf(request));
    return success(null);
  });

  app.post('/openApi/addOrUpdateAccount', { onRequest, schema: { body: AddOrUpdateAccount } }, async (request) => {
    const body = request.body as Static<typeof AddOrUpdateAccount>;
    const pin = readPin('ptPin', body.ptPin);
    const ptKey = filled(body.ptKey);
    const change = {
      pin,
      ptKey: ptKey && readKey('ptKey', ptKey, ['pt_key']),
      wsKey: readKey('wsKey', body.wsKey, ['wskey', 'ws_key']),
      remark: body.remarks?.trim(),
      remarkIfNone: pin,
    };
    await vault.put(change, actorOf(request));
    return success(null);
  });

  app.post('/openApi/cookie/delete', { onRequest, schema: { body: DeleteCookies } }, async (request) => {
    const body = request.body as Static<typeof DeleteCookies>;
    const deleteCount = await vault.remove(readPins(body), actorOf(request));
    const { withPtKey } = await vault.count();
    return success({ deleteCount, cookieCount: withPtKey });
  });

  app.get('/openApi/count', { onRequest }, async () => {
    const { entries, withPtKey } = await vault.count();
    return success({ cookieCount: withPtKey, accountCount: entries });
  });
}

function actorOf(request: FastifyRequest): VaultActor {
  return { actor: 'panel-token', contract: 'panel', address: request.caller.address };
}

/** An empty field and an absent one are the same. */
function filled(value: string | undefined): string | undefined {
  return value?.trim() ? value : undefined;
}

/** Real clients send the documented `ptPin`, or `cookie`, or both: then both must name the same account (P1). */
function readAccount(body: Static<typeof UpdateCookie>): CookieAccount {
  const told = (['ptPin', 'cookie'] as const).flatMap((field) => {
    const value = filled(body[field]);
    return value === undefined ? [] : [readCookie(field, value)];
  });
  const [account, second = account] = told;
  if (!account || !second) throw invalidFields({ field: 'ptPin', label: 'ptPin', rule: '不能为空' });
  const keys = new Set(told.flatMap(({ ptKey }) => ptKey ?? []));
  if (second.pin !== account.pin || keys.size > 1) {
    throw invalidFields({ field: 'cookie', label: 'cookie', rule: '与 ptPin 不一致' });
  }
  return { ...second, ...account };
}

type PinList = string | number | Array<string | number>;

function isPinList(value: unknown): boolean {
  const list = [value].flat();
  const isText = (item: unknown): boolean => typeof item === 'string' || Number.isSafeInteger(item);
  return list.every(isText) && list.length <= mostPins && splitPins(value as PinList).length <= mostPins;
}

function splitPins(value: PinList): string[] {
  return [value]
    .flat()
    .flatMap((item) => String(item).split(','))
    .filter((pin) => pin.trim() !== '');
}

/** A pin that holds a comma is named percent-encoded. */
function readPins(body: Static<typeof DeleteCookies>): string[] {
  const texts = [body.ptPins ?? [], body['ptPins[]'] ?? []].flatMap(splitPins);
  const found = texts.map(parsePin);
  const read = found.filter((pin) => pin !== undefined);
  if (read.length === 0 || read.length < found.length) {
    throw invalidFields({ field: 'ptPins', label: 'ptPins', rule: '不能为空，每个 pin 最多 200 字' });
  }
  return [...new Set(read)];
}
