import { Type } from 'typebox';
import { stateOf } from '../../core/licences/licences.ts';
import { operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, PageQuery, readCursor } from '../paging.ts';
import { Id, IdParams, printTime } from '../schemas.ts';
import { BoundLicenceView, PushDeviceView, SessionPosition, SessionView } from './schemas.ts';
import { viewDevice, viewSession } from './views.ts';

const tags = ['Accounts'];
const SessionParams = Type.Object({ ...IdParams.properties, session: { ...Id, maximum: Number.MAX_SAFE_INTEGER } });

/** What belongs to one account: its sessions, the devices that take its pushes, its licence. */
export function registerBelongingsRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { accounts, accountSessions, clock, devices, licences } = core;

  app.get(
    '/accounts/:id/sessions',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'Its sessions: live ones first, each part newest first',
        params: IdParams,
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(SessionView) },
      },
    },
    async ({ params, query: { limit = 50, cursor } }) => {
      const after = readCursor(cursor, SessionPosition);
      const found = await accountSessions.list(params.id, { after, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ isLive, id }) => ({ isLive, id }));
      return { items: rows.map(viewSession), next };
    },
  );

  app.delete(
    '/accounts/:id/sessions',
    {
      config: { access: 'accounts:write' },
      schema: { tags, summary: 'Sign it out everywhere', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await accountSessions.endAll(request.params.id, operatorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/accounts/:id/sessions/:session',
    {
      config: { access: 'accounts:write' },
      schema: { tags, summary: 'Sign one device out', params: SessionParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await accountSessions.end(request.params.id, request.params.session, operatorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/accounts/:id/push-devices',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'The app installations that take its pushes, newest first',
        params: IdParams,
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(PushDeviceView) },
      },
    },
    async ({ params, query: { limit = 50, cursor } }) => {
      await accounts.get(params.id);
      const beforeId = readCursor(cursor, IdPosition)?.id;
      const found = await devices.list(params.id, { beforeId, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewDevice), next };
    },
  );

  app.get(
    '/accounts/:id/licence',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'The licence that is bound to it, where one is',
        params: IdParams,
        response: { 200: BoundLicenceView },
      },
    },
    async ({ params }) => {
      await accounts.get(params.id);
      const licence = await licences.findOf(params.id);
      if (!licence) return { licence: null };
      const { id, number, effect_at, expires_at, revoked_at } = licence;
      return {
        licence: {
          id,
          number,
          state: stateOf(licence, clock.now()),
          effectAt: printTime(effect_at),
          expiresAt: printTime(expires_at),
          revokedAt: printTime(revoked_at),
        },
      };
    },
  );
}
