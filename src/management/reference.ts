import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonType } from '../http/app.ts';
import { hasAlready } from '../http/file-requests.ts';
import { pageHeaders } from '../http/page-headers.ts';
import { type TaggedDocument, tagJson } from '../http/tagged-document.ts';

/** `/management/openapi.json`, and a reference to browse at `/management/docs`. */
export async function serveReference(app: FastifyInstance): Promise<void> {
  await app.register(async (reference) => {
    reference.addHook('onSend', async (_request, reply) => {
      reply.headers(pageHeaders);
    });
    serveDocument(reference);
    // Its own policy would have plain HTTP upgraded, which leaves the page blank wherever there is no HTTPS.
    await reference.register(swaggerUi, {
      routePrefix: '/management/docs',
      staticCSP: false,
      uiConfig: { deepLinking: true, docExpansion: 'list', persistAuthorization: false, validatorUrl: null },
    });
  });
}

/** Written once: it stays what it is for as long as the program runs. */
function serveDocument(reference: FastifyInstance): void {
  let written: TaggedDocument | undefined;

  reference.get('/management/openapi.json', { schema: { hide: true } }, (request, reply) => {
    written ??= tagJson(reference.swagger());
    reply.headers({ ETag: written.tag, 'Cache-Control': 'no-cache' });
    if (hasAlready(request.raw, written.tag)) return reply.code(304).send();
    return reply.type(jsonType).send(written.bytes);
  });
}
