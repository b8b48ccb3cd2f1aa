import { Type } from 'typebox';
import type { DevicePosition as Position } from '../../core/licences/heartbeats.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { DashboardRange } from '../dashboard/schemas.ts';
import { stepsOf } from '../dashboard/views.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams, printTime } from '../schemas.ts';
import { DevicePosition, DeviceView, HeartbeatsView, OwnedDeviceView, SignedInState } from './schemas.ts';
import { viewDevice, viewOwnedDevice } from './views.ts';

const tags = ['Licences'];
const config = { access: 'licences:read' } as const;
const positionOf = ({ last_at, session_id }: Position): Position => ({ last_at, session_id });

/** The devices of the desktop program, as their heartbeats tell of them. */
export function registerDeviceRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { counters, heartbeats, licences, runtimeSettings } = core;

  app.get(
    '/licences/:id/devices',
    {
      config,
      schema: {
        tags,
        summary: 'The devices of its account, the one that was seen last first',
        params: IdParams,
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(DeviceView) },
      },
    },
    async ({ params, query: { limit = 50, cursor } }) => {
      const after = readCursor(cursor, DevicePosition);
      const { account_id } = await licences.get(params.id);
      if (account_id === null) return { items: [], next: null };
      const found = await heartbeats.listDevices(account_id, { after, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, positionOf);
      return { items: rows.map(viewDevice), next };
    },
  );

  app.get(
    '/devices',
    {
      config,
      schema: {
        tags,
        summary: 'The devices of all accounts, the one that was seen last first',
        querystring: Type.Object({ state: Type.Optional(SignedInState), ...PageQuery }),
        response: { 200: PageOf(OwnedDeviceView) },
      },
    },
    async ({ query: { state, limit = 50, cursor } }) => {
      const after = readCursor(cursor, DevicePosition);
      const { rows, next } = cutPage(await heartbeats.listAll({ state, after, limit: limit + 1 }), limit, positionOf);
      return { items: rows.map(viewOwnedDevice), next };
    },
  );

  app.get(
    '/licences/heartbeats',
    {
      config,
      schema: {
        tags,
        summary: 'How many heartbeats came in each step of time',
        querystring: Type.Object({ range: Type.Optional(DashboardRange) }),
        response: { 200: HeartbeatsView },
      },
    },
    async ({ query: { range = '24h' } }) => {
      const { step, count } = stepsOf[range];
      const { 'server.timeZone': timeZone, 'limits.heartbeatOverdueMinutes': overdueMinutes } =
        runtimeSettings.current();
      const { moments, series } = await counters.read({ names: ['heartbeats'], step, count, timeZone });
      const values = moments.map((_, index) => series.reduce((sum, each) => sum + (each.points[index]?.value ?? 0), 0));
      return { range, step, timeZone, moments: moments.map((at) => printTime(at)), values, overdueMinutes };
    },
  );
}
