import type { FastifyInstance } from 'fastify';
import { integer, object, optional, type Static, text } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { IdParams, readId } from '../id-params.ts';
import { PageQuery, readPage, viewPage } from '../paging.ts';
import { readQueryInBody } from '../query-in-body.ts';
import { viewCategory, viewFeedback, viewReply } from '../views.ts';

const Submit = object({
  feedback_content: text('反馈内容', '1~2000 字', { pattern: '^[\\s\\S]{1,2000}$' }),
  feedback_category_id: optional(integer('反馈类型ID', '已有的反馈类型')),
  contact_phone: optional(text('联系电话', '最多 32 字', { maxLength: 32 })),
});
const FeedbackParams = object({ feedback_id: IdParams.properties.id });

/** mobile `/api/feedback_category` and `/api/feedback` (M8, M9, M12). */
export function registerFeedbackRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { feedback } = context.core;
  const onRequest = requireToken(context);
  const list = { onRequest, preValidation: readQueryInBody, schema: { querystring: PageQuery } };

  app.get('/api/feedback_category', list, async (request) => {
    const page = readPage(request.query);
    const listed = await feedback.listCategories(page);
    return success(viewPage(listed, page, (category) => viewCategory(category, context)));
  });

  app.post('/api/feedback', { onRequest, schema: { body: Submit } }, async (request) => {
    const body = request.body as Static<typeof Submit>;
    const submitted = await feedback.submit(request.signedIn.account.id, {
      content: body.feedback_content,
      categoryId: body.feedback_category_id ?? null,
      contactPhone: body.contact_phone ?? '',
    });
    return success(viewFeedback(submitted, context));
  });

  app.get('/api/feedback', list, async (request) => {
    const page = readPage(request.query);
    const listed = await feedback.list(request.signedIn.account.id, page);
    return success(viewPage(listed, page, (entry) => viewFeedback(entry, context)));
  });

  app.delete('/api/feedback/:id', { onRequest, schema: { params: IdParams } }, async (request) => {
    await feedback.remove(request.signedIn.account.id, readId(request.params));
    return success({});
  });

  app.get('/api/feedback/reply/:feedback_id', { onRequest, schema: { params: FeedbackParams } }, async (request) => {
    const { feedback_id } = request.params as Static<typeof FeedbackParams>;
    // HEAD, which comes with every GET, promises to change nothing.
    const find = request.method === 'GET' ? feedback.readReply : feedback.getReply;
    return success(viewReply(await find(request.signedIn.account.id, feedback_id), context));
  });
}
