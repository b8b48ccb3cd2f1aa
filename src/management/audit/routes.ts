import { type Static, Type } from 'typebox';
import type { AuditFilter } from '../../core/audit/audit.ts';
import { operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { exportTypes, sendExport } from '../exports.ts';
import { PageOf, PageQuery, readCursor, writeCursor } from '../paging.ts';
import { readTime } from '../schemas.ts';
import {
  AuditActions,
  AuditEntryView,
  AuditPositionSchema,
  AuditQuery,
  VerificationOrder,
  VerificationView,
} from './schemas.ts';
import { viewEntries, viewVerification } from './views.ts';

const tags = ['Audit log'];
const config = { access: 'audit:read' } as const;

const Filter = Type.Object(AuditQuery);

/** Who did what: listing, exporting, and proving that nobody rewrote it. */
export function registerAuditRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { audit, auditVerifications, clock } = core;

  app.get(
    '/audit',
    {
      config,
      schema: {
        tags,
        summary: 'Entries of the audit log, newest first',
        description:
          'A page can be short or empty and still have a `next`: one request looks at some thousand entries.',
        querystring: Type.Object({ ...PageQuery, ...AuditQuery }),
        response: { 200: PageOf(AuditEntryView) },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter } }) => {
      const before = readCursor(cursor, AuditPositionSchema);
      const page = await audit.list(readFilter(filter), { before, limit });
      return { items: await viewEntries(core, page.entries), next: page.next ? writeCursor(page.next) : null };
    },
  );

  app.get(
    '/audit/actions',
    { config, schema: { tags, summary: 'Every action that was ever recorded', response: { 200: AuditActions } } },
    async () => ({ items: await audit.listActions() }),
  );

  for (const format of ['csv', 'jsonl'] as const) {
    app.get(
      `/audit.${format}`,
      {
        // Whoever asks for the headers alone must not be noted as having the log.
        exposeHeadRoute: false,
        config,
        schema: {
          tags,
          summary: `All entries as ${format === 'csv' ? 'CSV' : 'JSON Lines'}, newest first`,
          description: 'Noted in the log itself.',
          querystring: Filter,
          produces: [exportTypes[format]],
        },
      },
      (request, reply) => {
        const texts = audit.export(readFilter(request.query), format, operatorOf(request));
        return sendExport(reply, { name: 'audit', format, now: clock.now() }, texts);
      },
    );
  }

  app.get(
    '/audit/verification',
    { config, schema: { tags, summary: 'How far the verification is', response: { 200: VerificationView } } },
    async () => viewVerification(auditVerifications.find()),
  );

  app.post(
    '/audit/verification',
    {
      config,
      schema: {
        tags,
        summary: 'Verify the chain of the log',
        description: 'In the background, one at a time: the answer is how far it is, to be asked for again.',
        body: VerificationOrder,
        response: { 202: VerificationView },
      },
    },
    async ({ body }, reply) => reply.code(202).send(viewVerification(auditVerifications.start(body))),
  );
}

function readFilter({ from, to, ...texts }: Static<typeof Filter>): AuditFilter {
  return {
    // A form sends what was left empty, too.
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    ...(from !== undefined && { from: readTime(from, 'from') }),
    ...(to !== undefined && { to: readTime(to, 'to') }),
  };
}
