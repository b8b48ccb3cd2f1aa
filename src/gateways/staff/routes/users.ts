import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ProfileChanges } from '../../../core/accounts/accounts.ts';
import { type Phone, parseEmail, parsePhone } from '../../../core/accounts/identifiers.ts';
import type { BodyFields } from '../../../http/body-policy.ts';
import { integer, object, optional, type Static } from '../../../http/fields.ts';
import { createValidator } from '../../../http/validation.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireLevel } from '../auth.ts';
import { success } from '../envelope.ts';
import { email, name, newNickname, phone, position } from '../fields.ts';
import { viewPage, viewUser } from '../views.ts';

const pageSize = 15;

const Params = object({ id: integer('用户id', '整型参数') });
const Query = object({
  page: optional(integer('页码', '从 1 开始的整型参数', { maximum: Math.floor(Number.MAX_SAFE_INTEGER / pageSize) })),
});
const Change = object({
  name: optional(name),
  nickname: optional(newNickname),
  phone: optional(phone),
  position: optional(position),
  email: optional(email),
});
const validateChange = createValidator(Change);

/** staff `list/user`, `user/:id`, `audit/user/:id` (S5, S6, S8). */
export function registerUserRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { accounts } = context.core;

  app.get('/list/user', { onRequest: requireLevel(context, 2), schema: { querystring: Query } }, async (request) => {
    const { page = 1 } = request.query as Static<typeof Query>;
    const found = await accounts.list({ offset: (page - 1) * pageSize, limit: pageSize });
    return success(request, viewPage(found, { number: page, size: pageSize }, context));
  });

  const schema = { params: Params };
  app.get('/user/:id', { onRequest: requireLevel(context, 2, 'orOneself'), schema }, async (request) =>
    success(request, viewUser(await accounts.get(readId(request)))),
  );

  const change = {
    onRequest: requireLevel(context, 1, 'orOneself'),
    schema,
    config: { handlerReads: { body: Change } },
  };
  app.put('/user/:id', change, async (request) => {
    const id = readId(request);
    const shown = viewUser(await accounts.get(id));
    const changes = readChanges(withoutUnchanged(request.body as BodyFields, shown));
    await accounts.changeProfile(id, changes, actorOf(request), request.caller.address);
    return success(request, []);
  });

  app.put('/audit/user/:id', { onRequest: requireLevel(context, 1), schema }, async (request) => {
    await accounts.approveForStaff(readId(request), actorOf(request), request.caller.address);
    return success(request, []);
  });

  app.delete('/user/:id', { onRequest: requireLevel(context, 1), schema }, async (request) => {
    await accounts.remove(readId(request), actorOf(request), request.caller.address);
    return success(request, true);
  });
}

function readId(request: FastifyRequest): number {
  return (request.params as Static<typeof Params>).id;
}

function actorOf(request: FastifyRequest): string {
  return `account:${request.signedIn.account.id}`;
}

/**
 * What the details show may be sent back as it is (S8), even where it would break a rule as a new value: an account of
 * another door has a phone for a nickname and no position.
 */
function withoutUnchanged(body: BodyFields, shown: ReturnType<typeof viewUser>): BodyFields {
  const known = new Map<string, unknown>(Object.entries(shown));
  const isUnchanged = (field: string, value: unknown): boolean =>
    (typeof value === 'string' || typeof value === 'number') && String(value) === known.get(field);
  return Object.fromEntries(Object.entries(body).filter(([field, value]) => !isUnchanged(field, value)));
}

/** Throws `request.invalid_fields` with every field that fails. */
function readChanges(body: BodyFields): ProfileChanges {
  const fields = validateChange(body) as Static<typeof Change>;
  return {
    ...(fields.name !== undefined && { realName: fields.name }),
    ...(fields.nickname !== undefined && { handle: fields.nickname }),
    ...(fields.phone !== undefined && { phone: parsePhone(fields.phone) as Phone }),
    ...(fields.position !== undefined && { position: fields.position }),
    ...(fields.email !== undefined && { email: parseEmail(fields.email) as string }),
  };
}
