import { invalidFields } from '../core/errors.ts';
import type { HeldKey, KeptAnswer } from '../core/idempotency/idempotency.ts';
import { isStagedFile } from '../http/uploaded-files.ts';
import type { ManagementApp, ManagementContext, ManagementReply, ManagementRequest } from './context.ts';

/** What a key may be, as its schema. */
export const idempotencyKeyRule = {
  minLength: 1,
  maxLength: 200,
  pattern: '^[!-~]+$',
  description: '1 to 200 visible ASCII characters.',
} as const;
const keyPattern = new RegExp(idempotencyKeyRule.pattern);
const keptHeaders = ['content-type', 'etag'] as const;

/**
 * Routes with `config.creates` heed Idempotency-Key: repeated with the same body by the same caller, they answer what
 * they answered first, with `Idempotency-Replayed: true`, and make nothing.
 */
export function heedIdempotencyKeys(app: ManagementApp, { core }: ManagementContext): void {
  const held = new WeakMap<ManagementRequest, HeldKey>();

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (!request.routeOptions.config.creates || key === undefined) return;
    const taken = await core.idempotency.take({ key: scopeKey(String(key), request), request: describe(request) });
    if (!isKept(taken)) {
      held.set(request, taken);
      return;
    }
    return reply.code(taken.status).headers(taken.headers).header('Idempotency-Replayed', 'true').send(taken.body);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const key = held.get(request);
    if (!key) return;
    held.delete(request);
    if (reply.statusCode < 300 && typeof payload === 'string') {
      await key.complete({ status: reply.statusCode, headers: readHeaders(reply), body: payload });
    } else if (!request.raw.exchange?.error?.params.mayHaveBeenKept) {
      // Whichever commit of the request was lost, and even where it was never sent, the key stays taken: rather one that
      // could have been free for a while than a creation that happens twice.
      await key.release();
    }
  });
}

function readHeaders(reply: ManagementReply): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

function isKept(taken: HeldKey | KeptAnswer): taken is KeptAnswer {
  return 'body' in taken;
}

/** One caller's key is nobody else's, and means one route. */
function scopeKey(key: string, request: ManagementRequest): string {
  if (!keyPattern.test(key) || key.length > idempotencyKeyRule.maxLength) {
    throw invalidFields({ field: 'Idempotency-Key', label: 'Idempotency-Key', rule: '1~200 位可见 ASCII 字符' });
  }
  const { principal, method, routeOptions } = request;
  const caller = principal.kind === 'session' ? `account:${principal.account.id}` : `api-key:${principal.id}`;
  return `${caller} ${method} ${routeOptions.url} ${key}`;
}

/** A file counts by what it holds. */
function describe({ params, body }: ManagementRequest): string {
  return JSON.stringify([params, body], (_name, value: unknown) =>
    isStagedFile(value) ? { filename: value.filename, sha256: value.staged.sha256 } : value,
  );
}
