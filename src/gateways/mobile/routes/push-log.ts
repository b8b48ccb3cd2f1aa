import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { IdParams, readId } from '../id-params.ts';
import { PageQuery, readPage, viewPage } from '../paging.ts';
import { readQueryInBody } from '../query-in-body.ts';
import { viewListedPush, viewPush } from '../views.ts';

/** mobile `/api/push/log` (M9, M11). */
export function registerPushLogRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { pushes } = context.core;
  const onRequest = requireToken(context);

  const list = { onRequest, preValidation: readQueryInBody, schema: { querystring: PageQuery } };
  app.get('/api/push/log', list, async (request) => {
    const page = readPage(request.query);
    const listed = await pushes.list(request.signedIn.account, page);
    return success(viewPage(listed, page, (push) => viewListedPush(push, context)));
  });

  app.get('/api/push/log/:id', { onRequest, schema: { params: IdParams } }, async (request) =>
    success(viewPush(await pushes.get(request.signedIn.account, readId(request.params)), context)),
  );

  app.delete('/api/push/log/delete', { onRequest }, async (request) => {
    await pushes.clear(request.signedIn.account.id);
    return success({});
  });
}
