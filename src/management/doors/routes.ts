import { type Static, Type } from 'typebox';
import { contractNames } from '../../contracts/names.ts';
import type { DoorAccount, DoorUse, DoorUseOrder } from '../../core/door-uses/door-uses.ts';
import { settingsOf } from '../../core/runtime-settings/runtime-settings.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import {
  DoorAccountFilter,
  DoorAccountPosition,
  DoorAccountView,
  DoorUseFilter,
  DoorUsePosition,
  DoorUseView,
  DoorView,
} from './schemas.ts';
import { viewAccount, viewDoor, viewUse } from './views.ts';

const tags = ['Doors'];

/** Who still comes through which door: what must be known before one is closed. */
export function registerDoorRoutes(app: ManagementApp, { core, endpointsOf }: ManagementContext): void {
  const { doorUses, runtimeSettings } = core;

  app.get(
    '/doors',
    {
      config: { access: 'dashboard:read' },
      schema: {
        tags,
        summary: 'Every contract: how much it is used, by how many accounts, and when it is to end',
        response: { 200: Type.Object({ items: Type.Array(DoorView) }) },
      },
    },
    async () => {
      const settings = runtimeSettings.current();
      const summaries = await doorUses.summarise(contractNames);
      const called = await doorUses.listCalled();
      return {
        items: summaries.map((summary) =>
          viewDoor(summary, settingsOf(settings, summary.contract), {
            all: endpointsOf(summary.contract),
            called: called.get(summary.contract) ?? new Set(),
          }),
        ),
      };
    },
  );

  app.get(
    '/door-uses',
    {
      config: { access: 'dashboard:read' },
      schema: {
        tags,
        summary: 'What was called, by contract, endpoint and version of the program',
        querystring: Type.Object({ ...PageQuery, ...DoorUseFilter }),
        response: { 200: PageOf(DoorUseView) },
      },
    },
    async ({ query: { limit = 50, cursor, order = 'calls', ...filter } }) => {
      const after = readCursor(cursor, DoorUsePosition);
      const found = await doorUses.list({ ...filter, order, after, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, (use) => usePosition(use, order));
      return { items: rows.map(viewUse), next };
    },
  );

  app.get(
    '/door-accounts',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'The accounts that came through a contract in the last 90 days, the last one first',
        querystring: Type.Object({ ...PageQuery, ...DoorAccountFilter }),
        response: { 200: PageOf(DoorAccountView) },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter } }) => {
      const after = readCursor(cursor, DoorAccountPosition);
      const found = await doorUses.listAccounts({ ...filter, after, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, accountPosition);
      return { items: rows.map(viewAccount), next };
    },
  );
}

function usePosition(use: DoorUse, order: DoorUseOrder): Static<typeof DoorUsePosition> {
  const { contract, endpoint, version } = use;
  const by = { calls: use.callsLast30Days, lastSeen: use.lastSeenAt, name: 0 }[order];
  return { by, contract, endpoint, version };
}

const accountPosition = ({ lastSeenAt, accountId }: DoorAccount) => ({ lastSeenAt, accountId });
