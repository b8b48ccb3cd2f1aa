import type { FastifyInstance } from 'fastify';
import { invalidFields } from '../../../core/errors.ts';
import { checked, object } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { readQueryInBody } from '../query-in-body.ts';

const mostIds = 200;

const pushIds = checked<unknown>(
  '推送id列表',
  `最多 ${mostIds} 个整数，如 [1,2,3]`,
  (value) => findIds(value) !== undefined,
  [{ type: 'string' }, { type: 'integer' }, { type: 'array', items: { type: 'integer' }, maxItems: mostIds }],
);

/** mobile `/api/message/count` (M10). */
export function registerMessageRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { feedback, pushes } = context.core;

  const options = {
    onRequest: requireToken(context),
    preValidation: readQueryInBody,
    config: { handlerReads: { querystring: object({ push_ids: pushIds }) } },
  };
  app.get('/api/message/count', options, async (request) => {
    const knownIds = readPushIds(request.query as Record<string, unknown>);
    const { account } = request.signedIn;
    return success({
      push_count: await pushes.countUnknown(account, knownIds),
      feedback_count: await feedback.countUnreadReplies(account.id),
    });
  });
}

/** `[1,2,3]`, `1,2,3`, the name repeated or as `push_ids[]`, or a JSON list; throws `request.invalid_fields` for anything else. */
function readPushIds(query: Record<string, unknown>): number[] {
  const ids = findIds(query.push_ids ?? query['push_ids[]']);
  if (ids) return ids;
  throw invalidFields({ field: 'push_ids', label: pushIds.title, rule: pushIds.description });
}

function findIds(value: unknown): number[] | undefined {
  const ids = toItems(value)?.map(toInteger);
  return ids && ids.length <= mostIds && ids.every((id) => Number.isSafeInteger(id)) ? ids : undefined;
}

function toItems(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') return undefined;
  const list = value.trim();
  const inner = list.startsWith('[') && list.endsWith(']') ? list.slice(1, -1).trim() : list;
  return inner === '' ? [] : inner.split(',');
}

/** NaN for anything but an integer or its digits. */
function toInteger(item: unknown): number {
  if (typeof item === 'string' && /^\s*-?\d{1,16}\s*$/.test(item)) return Number(item);
  return typeof item === 'number' ? item : Number.NaN;
}
