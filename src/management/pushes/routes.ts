import { Type } from 'typebox';
import type { Core } from '../../core/core.ts';
import type { PushDraft as Draft } from '../../core/pushes/pushes.ts';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams, printTime, readTime } from '../schemas.ts';
import { findSenderId } from '../sender.ts';
import { answerWith } from '../versions.ts';
import {
  Audience,
  AudienceQuery,
  PushChange,
  PushDetail,
  PushDraft,
  PushFilter,
  PushView,
  ScheduledPosition,
  ServerClock,
} from './schemas.ts';
import { viewDetail, viewPush } from './views.ts';

const tags = ['Pushes'];

/** Pushes to the mobile apps: writing, scheduling, and what became of them. */
export function registerPushRoutes(app: ManagementApp, context: ManagementContext): void {
  registerReading(app, context.core);
  registerComposing(app, context.core);
  registerWriting(app, context);
}

const answerFrom = ({ pushes }: Core) =>
  answerWith(async (id: number) =>
    viewDetail({ ...(await pushes.getLogged(id)), recipients: await pushes.listRecipients(id) }),
  );

function registerReading(app: ManagementApp, core: Core): void {
  const { pushes } = core;
  const answer = answerFrom(core);

  app.get(
    '/pushes',
    {
      config: { access: 'pushes:read' },
      schema: {
        tags,
        summary: 'Pushes, newest first',
        querystring: Type.Object({ ...PageQuery, ...PushFilter }),
        response: { 200: PageOf(PushView) },
      },
    },
    async ({ query: { limit = 50, cursor, state } }) => {
      if (state === 'scheduled') {
        const found = await pushes.listScheduled({ after: readCursor(cursor, ScheduledPosition), limit: limit + 1 });
        const { rows, next } = cutPage(found, limit, ({ send_at, id }) => ({ sendAt: send_at, id }));
        return { items: rows.map(viewPush), next };
      }
      const found = await pushes.listLog({ beforeId: readCursor(cursor, IdPosition)?.id, limit: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewPush), next };
    },
  );

  app.get(
    '/pushes/:id',
    {
      config: { access: 'pushes:read' },
      schema: { tags, summary: 'One push', params: IdParams, response: { 200: PushDetail } },
    },
    ({ params }, reply) => answer(reply, params.id),
  );
}

/** What who writes a push wants to know beforehand. */
function registerComposing(app: ManagementApp, { clock, pushReach, runtimeSettings }: Core): void {
  app.get(
    '/pushes/audience',
    {
      config: { access: 'pushes:read' },
      schema: {
        tags,
        summary: 'How far a push would go',
        querystring: AudienceQuery,
        response: { 200: Audience },
      },
    },
    ({ query: { accounts } }) => pushReach.of(accounts === undefined ? 'everyone' : accounts.split(',').map(Number)),
  );

  app.get(
    '/pushes/clock',
    {
      config: { access: 'pushes:read' },
      schema: { tags, summary: 'The time and the zone of the server', response: { 200: ServerClock } },
    },
    () => ({ now: printTime(clock.now()), timeZone: runtimeSettings.current()['server.timeZone'] }),
  );
}

function registerWriting(app: ManagementApp, context: ManagementContext): void {
  const { pushes } = context.core;
  const answer = answerFrom(context.core);
  const answerCreated = answerWith(viewDetail);

  app.post(
    '/pushes',
    {
      config: { access: 'pushes:write', creates: true },
      schema: {
        tags,
        summary: 'Send a push, at once or at a time; a program sends in the name of the first owner',
        body: PushDraft,
        response: { 201: PushDetail },
      },
    },
    async (request, reply) => {
      const managerId = await findSenderId(context, request);
      const { title, body, to, sendAt } = request.body;
      const draft = { title, body, to, ...readSendAt(sendAt), managerId };
      return answerCreated(reply.code(201), await pushes.create(draft, operatorOf(request)));
    },
  );

  app.patch(
    '/pushes/:id',
    {
      config: { access: 'pushes:write', changes: true },
      schema: {
        tags,
        summary: 'Change a push that waits for its time',
        params: IdParams,
        body: PushChange,
        response: { 200: PushDetail },
      },
    },
    async (request, reply) => {
      const { sendAt, ...words } = request.body;
      const { id } = await pushes.change(request.params.id, { ...words, ...readSendAt(sendAt) }, changeOf(request));
      return answer(reply, id);
    },
  );

  for (const [path, summary, act] of [
    ['cancel', 'Cancel a push that waits for its time, for good', pushes.cancel],
    ['send', 'Send a push now that waits for its time', pushes.sendNow],
  ] as const) {
    app.post(
      `/pushes/:id/${path}`,
      {
        config: { access: 'pushes:write', changes: true },
        schema: { tags, summary, params: IdParams, response: { 200: PushDetail } },
      },
      async (request, reply) => {
        const { id } = await act(request.params.id, changeOf(request));
        return answer(reply, id);
      },
    );
  }
}

function readSendAt(sendAt: string | undefined): Pick<Draft, 'sendAt'> {
  return sendAt === undefined ? {} : { sendAt: readTime(sendAt, 'sendAt') };
}
