import { Type } from 'typebox';
import type { AccountToMake } from '../../core/accounts/administration.ts';
import type { PageRequest } from '../../core/accounts/directory.ts';
import { invalidFields } from '../../core/errors.ts';
import { operatorOf, requireConfirmed } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { exportTypes, sendExport } from '../exports.ts';
import { PageQuery, readCursor, writeCursor } from '../paging.ts';
import { tellProblem } from '../problems.ts';
import { setVersion } from '../versions.ts';
import { readIdentifiers, readQuery } from './requests.ts';
import {
  AccountCount,
  AccountCountFilter,
  AccountDraft,
  AccountFilter,
  AccountPageView,
  AccountPosition,
  ApprovalOrder,
  ApprovalOutcomes,
  CreatedAccount,
} from './schemas.ts';
import { viewAccount, viewResetLink, writeCsv } from './views.ts';

const tags = ['Accounts'];
const firstPage = writeCursor({ direction: 'forward' });
const lastPage = writeCursor({ direction: 'backward' });

/** The whole directory: searching, exporting, adding to it, letting in many at once. */
export function registerDirectoryRoutes(app: ManagementApp, context: ManagementContext): void {
  const { accountAdministration, clock, directory } = context.core;

  app.get(
    '/accounts',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'Accounts, newest first; in a search the best matches first',
        querystring: Type.Object({ ...PageQuery, ...AccountFilter }),
        response: { 200: AccountPageView },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter } }) => {
      const position = readCursor(cursor, AccountPosition) ?? { direction: 'forward' };
      const { items, next, previous } = await directory.find(readQuery(filter), { ...position, limit } as PageRequest);
      return {
        items: items.map(viewAccount),
        next: next && writeCursor({ direction: 'forward', from: next }),
        previous: previous && writeCursor({ direction: 'backward', from: previous }),
        first: firstPage,
        last: lastPage,
      };
    },
  );

  app.get(
    '/accounts/count',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'How many accounts pass the filters, up to 999',
        querystring: Type.Object(AccountCountFilter),
        response: { 200: AccountCount },
      },
    },
    ({ query }) => directory.count(readQuery(query)),
  );

  app.get(
    '/accounts.csv',
    {
      // Whoever asks for the headers alone must neither read a million accounts nor be noted as having them.
      exposeHeadRoute: false,
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'The same accounts, all of them, as CSV; noted in the audit log',
        querystring: Type.Object(AccountFilter),
        produces: [exportTypes.csv],
      },
    },
    async (request, reply) => {
      const pages = await directory.exportAll(readQuery(request.query), operatorOf(request));
      return sendExport(reply, { name: 'accounts', format: 'csv', now: clock.now() }, writeCsv(pages));
    },
  );

  app.post(
    '/accounts',
    {
      config: { access: 'accounts:write', creates: true },
      schema: {
        tags,
        summary: 'Make an account in somebody’s name; a role other than user is an owner’s to give',
        body: AccountDraft,
        response: { 201: CreatedAccount },
      },
    },
    async (request, reply) => {
      const { handle, phone, email, resetLink, ...rest } = request.body;
      if (handle === undefined && phone === undefined && email === undefined) {
        throw invalidFields({ field: 'handle', label: '用户名', rule: '用户名、手机号、邮箱至少填写一项' });
      }
      const identifiers = readIdentifiers({ handle, phone, email } as { handle: string; phone: string; email: string });
      if (rest.role !== undefined && rest.role !== 'user') requireConfirmed(request.principal, context.core.clock);
      const draft = { ...rest, ...identifiers, withResetLink: resetLink === true } as AccountToMake;
      const made = await accountAdministration.create(draft, operatorOf(request));
      setVersion(reply, made.account.updated_at);
      return reply.code(201).send({
        account: viewAccount(made.account),
        resetLink: made.resetLink ? viewResetLink(made.resetLink, context) : null,
      });
    },
  );

  app.post(
    '/accounts/approve',
    {
      config: { access: 'accounts:write' },
      schema: {
        tags,
        summary: 'Approve those of these accounts that wait; each is told apart',
        body: ApprovalOrder,
        response: { 200: ApprovalOutcomes },
      },
    },
    async (request) => {
      const outcomes = await accountAdministration.approveWaiting(request.body.ids, operatorOf(request));
      return {
        items: outcomes.map((outcome) =>
          'account' in outcome
            ? { id: outcome.id, account: viewAccount(outcome.account), problem: null }
            : { id: outcome.id, account: null, problem: tellProblem(outcome.error, request.headers) },
        ),
      };
    },
  );
}
