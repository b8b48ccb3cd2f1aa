import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { IdParams, readId } from '../id-params.ts';
import { PageQuery, readPage, viewPage } from '../paging.ts';
import { readQueryInBody } from '../query-in-body.ts';
import { viewFaq } from '../views.ts';

/** mobile `/api/faq` (M8, M12). */
export function registerFaqRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { faq } = context.core;
  const onRequest = requireToken(context);

  const list = { onRequest, preValidation: readQueryInBody, schema: { querystring: PageQuery } };
  app.get('/api/faq', list, async (request) => {
    const page = readPage(request.query);
    return success(viewPage(await faq.list(page), page, (entry) => viewFaq(entry, context)));
  });

  app.get('/api/faq/:id', { onRequest, schema: { params: IdParams } }, async (request) =>
    success(viewFaq(await faq.get(readId(request.params)), context)),
  );
}
