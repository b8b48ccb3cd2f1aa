import { Type } from 'typebox';
import type { Core } from '../../core/core.ts';
import { operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { JobFilter, JobKindView, JobPosition, JobsToReplay, JobView, ReplayedView } from './schemas.ts';
import { positionOf, viewJob } from './views.ts';

const tags = ['Jobs'];

/** The queue of what goes out: what waits, what failed for good, and having it done after all. */
export function registerJobRoutes(app: ManagementApp, { core }: ManagementContext): void {
  registerReading(app, core);
  registerChanges(app, core);
}

function registerReading(app: ManagementApp, { jobAdministration }: Core): void {
  app.get(
    '/jobs/kinds',
    {
      config: { access: 'jobs:read' },
      schema: {
        tags,
        summary: 'How many jobs of each kind wait, are being done, and were given up',
        response: { 200: Type.Object({ items: Type.Array(JobKindView) }) },
      },
    },
    async () => ({ items: await jobAdministration.count() }),
  );

  app.get(
    '/jobs',
    {
      config: { access: 'jobs:read' },
      schema: {
        tags,
        summary: 'Jobs in one state; those that were done are gone',
        querystring: Type.Object({ ...PageQuery, ...JobFilter }),
        response: { 200: PageOf(JobView) },
      },
    },
    async ({ query: { limit = 50, cursor, state = 'dead', kind } }) => {
      const page = { kind, after: readCursor(cursor, JobPosition), limit: limit + 1 };
      const { rows, next } = cutPage(await jobAdministration.list(state, page), limit, positionOf);
      return { items: rows.map(viewJob), next };
    },
  );

  app.get(
    '/jobs/:id',
    {
      config: { access: 'jobs:read' },
      schema: { tags, summary: 'One job', params: IdParams, response: { 200: JobView } },
    },
    async ({ params }) => viewJob(await jobAdministration.get(params.id)),
  );
}

function registerChanges(app: ManagementApp, { jobAdministration }: Core): void {
  app.post(
    '/jobs/replay',
    {
      config: { access: 'jobs:write' },
      schema: {
        tags,
        summary: 'Have every job of a kind done after all that was given up by now',
        body: JobsToReplay,
        response: { 200: ReplayedView },
      },
    },
    (request) => jobAdministration.replayAll(request.body.kind, operatorOf(request)),
  );

  for (const [path, summary, act] of [
    ['replay', 'Have a job done after all that was given up', jobAdministration.replay],
    ['hasten', 'Try a job now that waits for its next try', jobAdministration.hasten],
  ] as const) {
    app.post(
      `/jobs/:id/${path}`,
      {
        config: { access: 'jobs:write', judges: true },
        schema: { tags, summary, params: IdParams, response: { 200: JobView } },
      },
      async (request) => viewJob(await act(request.params.id, operatorOf(request))),
    );
  }

  app.delete(
    '/jobs/:id',
    {
      config: { access: 'jobs:write', judges: true },
      schema: {
        tags,
        summary: 'Discard a job that was given up, for good',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await jobAdministration.discard(request.params.id, operatorOf(request));
      return reply.code(204).send(null);
    },
  );
}
