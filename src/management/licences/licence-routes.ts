import { type Static, Type } from 'typebox';
import { parseIdentifier } from '../../core/accounts/identifiers.ts';
import { invalidFields } from '../../core/errors.ts';
import type { Extension, Licence, LicenceTerms } from '../../core/licences/licences.ts';
import { changeOf, has, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams, readTime } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import {
  Binding,
  ExtensionInput,
  LicenceBatch,
  LicenceChange,
  LicenceFilter,
  LicencePosition,
  LicencesMade,
  LicenceView,
} from './schemas.ts';
import { viewLicence } from './views.ts';

const tags = ['Licences'];
const reads = { access: 'licences:read' } as const;
const changes = { access: 'licences:write', changes: true } as const;

/** The licences of the desktop program: given out, bound, extended, revoked. */
export function registerLicenceRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { accounts, clock, licences } = core;

  const answer = answerWith(async ({ id }: Pick<Licence, 'id'>) => viewLicence(await licences.get(id), clock.now()));

  /** The account with exactly this handle, phone or e-mail. */
  async function findHolder(text: string): Promise<number | undefined> {
    const identifier = parseIdentifier(text);
    return identifier && (await accounts.findBy(identifier))?.id;
  }

  app.get(
    '/licences',
    {
      config: reads,
      schema: {
        tags,
        summary: 'Licences: newest first; by number or account with `q`, by their end with `expiresBefore`',
        querystring: Type.Object({ ...PageQuery, ...LicenceFilter }),
        response: { 200: PageOf(LicenceView) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, state, q, expiresBefore } = request.query;
      const after = readCursor(cursor, LicencePosition);
      // Whose a phone or an e-mail is only the directory's readers are told.
      const accountId = q !== undefined && has('accounts:read', request) ? await findHolder(q) : undefined;
      const filter = { state, q, accountId, expiresBefore: readEnd(expiresBefore, 'expiresBefore') ?? undefined };
      const found = await licences.list({ ...filter, after, limit: limit + 1 });
      const position = ({ id, number, expires_at }: Licence) => ({ id, number, expires_at });
      const { rows, next } = cutPage(found, limit, position);
      const now = clock.now();
      return { items: rows.map((licence) => viewLicence(licence, now)), next };
    },
  );

  app.post(
    '/licences',
    {
      config: { access: 'licences:write', creates: true },
      schema: {
        tags,
        summary: 'Make up to 1,000 licences on the same terms: all of them or none',
        body: LicenceBatch,
        response: { 201: LicencesMade },
      },
    },
    async (request, reply) => {
      const { count, numbers, ...terms } = request.body;
      const wanted = eitherOf('count', count, numbers);
      const made = await licences.createBatch({ numbers: wanted, ...readTerms(terms) }, operatorOf(request));
      const now = clock.now();
      return reply
        .code(201)
        .send({ items: made.map((licence) => viewLicence({ ...licence, account_name: null }, now)) });
    },
  );

  app.get(
    '/licences/:id',
    {
      config: reads,
      schema: { tags, summary: 'One licence', params: IdParams, response: { 200: LicenceView } },
    },
    ({ params }, reply) => answer(reply, params),
  );

  app.patch(
    '/licences/:id',
    {
      config: changes,
      schema: {
        tags,
        summary: 'Change the note or the times',
        params: IdParams,
        body: LicenceChange,
        response: { 200: LicenceView },
      },
    },
    async (request, reply) =>
      answer(reply, await licences.change(request.params.id, readTerms(request.body), changeOf(request))),
  );

  app.post(
    '/licences/:id/bind',
    {
      config: changes,
      schema: {
        tags,
        summary: 'Give it to an account; each has at most one of the other',
        params: IdParams,
        body: Binding,
        response: { 200: LicenceView },
      },
    },
    async (request, reply) =>
      answer(reply, await licences.bind(request.params.id, request.body.accountId, changeOf(request))),
  );

  app.post(
    '/licences/:id/unbind',
    {
      config: changes,
      schema: { tags, summary: 'Take it back from its account', params: IdParams, response: { 200: LicenceView } },
    },
    async (request, reply) => answer(reply, await licences.unbind(request.params.id, changeOf(request))),
  );

  app.post(
    '/licences/:id/extend',
    {
      config: changes,
      schema: {
        tags,
        summary: 'Move its end; days count from its end, or from now where that is past',
        params: IdParams,
        body: ExtensionInput,
        response: { 200: LicenceView },
      },
    },
    async (request, reply) =>
      answer(reply, await licences.extend(request.params.id, readExtension(request.body), changeOf(request))),
  );

  app.post(
    '/licences/:id/revoke',
    {
      config: changes,
      schema: { tags, summary: 'Revoke it for good', params: IdParams, response: { 200: LicenceView } },
    },
    async (request, reply) => answer(reply, await licences.revoke(request.params.id, changeOf(request))),
  );
}

/** Throws `request.invalid_fields` for none, and for both. */
function eitherOf<Left, Right>(field: string, left: Left | undefined, right: Right | undefined): Left | Right {
  const given = left ?? right;
  if (given !== undefined && (left === undefined || right === undefined)) return given;
  throw invalidFields({ field, label: field, rule: '两种方式必须且只能选一种' });
}

function readExtension({ days, expiresAt }: Static<typeof ExtensionInput>): Extension {
  const end = expiresAt === undefined ? undefined : { expiresAt: readEnd(expiresAt, 'expiresAt') ?? null };
  return eitherOf('days', days === undefined ? undefined : { days }, end);
}

/** Null is no end. Throws `request.invalid_fields` for a time that no calendar has. */
function readEnd(time: string | null | undefined, field: string): number | null | undefined {
  return typeof time === 'string' ? readTime(time, field) : time;
}

function readTerms(terms: { effectAt?: string | null; expiresAt?: string | null; note?: string }): LicenceTerms {
  const { effectAt, expiresAt, note } = terms;
  return {
    ...(effectAt !== undefined && { effectAt: readEnd(effectAt, 'effectAt') ?? null }),
    ...(expiresAt !== undefined && { expiresAt: readEnd(expiresAt, 'expiresAt') ?? null }),
    ...(note !== undefined && { note }),
  };
}
