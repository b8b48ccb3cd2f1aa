import { Type } from 'typebox';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { cutPage, IdPosition, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import { NewSigningKeyView, Rotation, RotationView, SigningKeyForm, SigningKeyView } from './schemas.ts';
import { viewSigningKey } from './views.ts';

const tags = ['Signing keys'];
const hourMs = 3_600_000;

/** The keys that the blog's front ends sign with (blog B1). */
export function registerSigningKeyRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { signingKeys } = core;
  const answer = answerWith(viewSigningKey);

  app.get(
    '/signing-keys',
    {
      config: { access: 'keys:read' },
      schema: {
        tags,
        summary: 'Signing keys, newest first',
        querystring: Type.Object(PageQuery),
        response: { 200: PageOf(SigningKeyView) },
      },
    },
    async ({ query: { limit = 50, cursor } }) => {
      const found = await signingKeys.listPage({ beforeId: readCursor(cursor, IdPosition)?.id, most: limit + 1 });
      const { rows, next } = cutPage(found, limit, ({ id }) => ({ id }));
      return { items: rows.map(viewSigningKey), next };
    },
  );

  app.post(
    '/signing-keys',
    {
      config: { access: 'keys:write', creates: true, confirmed: true },
      schema: { tags, summary: 'Make a key', body: SigningKeyForm, response: { 201: NewSigningKeyView } },
    },
    async (request, reply) => {
      const made = await signingKeys.create(request.body.name.trim(), operatorOf(request));
      return { ...(await answer(reply.code(201), made)), secret: made.secret };
    },
  );

  app.get(
    '/signing-keys/:id',
    {
      config: { access: 'keys:read' },
      schema: { tags, summary: 'One key', params: IdParams, response: { 200: SigningKeyView } },
    },
    async ({ params }, reply) => answer(reply, await signingKeys.get(params.id)),
  );

  app.post(
    '/signing-keys/:id/rotate',
    {
      config: { access: 'keys:write', creates: true, changes: true, confirmed: true },
      schema: {
        tags,
        summary: 'Make a successor; the key itself ends after the overlap',
        params: IdParams,
        body: Rotation,
        response: { 201: RotationView },
      },
    },
    async (request, reply) => {
      const overlapMs = request.body.overlapHours * hourMs;
      const { ending, successor } = await signingKeys.rotate(request.params.id, overlapMs, changeOf(request));
      return {
        ending: await answer(reply.code(201), ending),
        successor: { ...viewSigningKey(successor), secret: successor.secret },
      };
    },
  );

  app.post(
    '/signing-keys/:id/disable',
    {
      config: { access: 'keys:write', changes: true },
      schema: {
        tags,
        summary: 'Take a key out of use, for good, from the next request on',
        params: IdParams,
        response: { 200: SigningKeyView },
      },
    },
    async (request, reply) => answer(reply, await signingKeys.disable(request.params.id, changeOf(request))),
  );
}
