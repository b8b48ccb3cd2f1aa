import { Type } from 'typebox';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { IdParams, printTime } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import { readChange } from './requests.ts';
import {
  AccountChange,
  AccountView,
  DeletionPreview,
  MailedResetView,
  ResetConsumption,
  ResetLinkView,
  RoleChange,
} from './schemas.ts';
import { viewAccount, viewPreview, viewResetLink } from './views.ts';

const tags = ['Accounts'];

const statusChanges = [
  [
    'approve',
    'End the waiting or the rejection; who came by the staff contract, or is active already, is let in there',
  ],
  ['reject', 'Reject an account, which ends its sessions'],
  ['freeze', 'Freeze an account, which ends its sessions'],
  ['thaw', 'Thaw a frozen account; who was never let in at the staff contract waits again'],
] as const;

/** One account. Those of admins and owners are changed by owners and by themselves alone. */
export function registerAccountRoutes(app: ManagementApp, context: ManagementContext): void {
  const { accountAdministration: administration, accounts } = context.core;
  const answer = answerWith(viewAccount);
  const answerPreview = answerWith(viewPreview);

  app.get(
    '/accounts/:id',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'One account; its feedback and its audit trail are in those lists, by account and by target',
        params: IdParams,
        response: { 200: AccountView },
      },
    },
    async ({ params }, reply) => answer(reply, await accounts.get(params.id)),
  );

  app.patch(
    '/accounts/:id',
    {
      config: { access: 'accounts:write', changes: true },
      schema: {
        tags,
        summary: 'Change the profile; a new phone or e-mail waits for its proof where the old one is proved',
        params: IdParams,
        body: AccountChange,
        response: { 200: AccountView },
      },
    },
    async (request, reply) => {
      const changes = readChange(request.body);
      return answer(reply, await administration.changeProfile(request.params.id, changes, changeOf(request)));
    },
  );

  app.get(
    '/accounts/:id/deletion',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags,
        summary: 'What a deletion would take along, and what would stay',
        params: IdParams,
        response: { 200: DeletionPreview },
      },
    },
    async ({ params }, reply) => answerPreview(reply, await administration.previewRemoval(params.id)),
  );

  app.delete(
    '/accounts/:id',
    {
      config: { access: 'accounts:write', changes: true },
      schema: { tags, summary: 'Delete an account for good', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await administration.remove(request.params.id, changeOf(request));
      return reply.code(204).send(null);
    },
  );

  for (const [action, summary] of statusChanges) {
    app.post(
      `/accounts/:id/${action}`,
      {
        config: { access: 'accounts:write', changes: true },
        schema: { tags, summary, params: IdParams, response: { 200: AccountView } },
      },
      async (request, reply) => answer(reply, await administration[action](request.params.id, changeOf(request))),
    );
  }

  app.put(
    '/accounts/:id/role',
    {
      config: { access: 'roles:write', changes: true, confirmed: true },
      schema: { tags, summary: 'Give a role', params: IdParams, body: RoleChange, response: { 200: AccountView } },
    },
    async (request, reply) => {
      const { role } = request.body;
      return answer(reply, await administration.setRole(request.params.id, role, changeOf(request)));
    },
  );
}

/** Ways back in for who cannot sign in. */
export function registerPasswordHelpRoutes(app: ManagementApp, context: ManagementContext): void {
  const { forgottenPasswords, passwordResets, passwords } = context.core;

  app.post(
    '/accounts/:id/unlock',
    {
      config: { access: 'accounts:write' },
      schema: {
        tags,
        summary: 'Forget the wrong passwords that were tried',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await passwords.unlock(request.params.id, operatorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/accounts/:id/password-reset',
    {
      config: { access: 'accounts:write', creates: true, confirmed: true },
      schema: {
        tags,
        summary: 'A one-time link for choosing a new password, good for 24 hours; earlier ones end',
        params: IdParams,
        response: { 201: ResetLinkView },
      },
    },
    async (request, reply) => {
      const link = await passwordResets.create(request.params.id, { by: operatorOf(request) });
      return reply.code(201).send(viewResetLink(link, context));
    },
  );

  app.post(
    '/accounts/:id/password-reset/mail',
    {
      config: { access: 'accounts:write', creates: true, confirmed: true },
      schema: {
        tags,
        summary: 'Mail such a link, good for an hour, to the verified e-mail of the account',
        params: IdParams,
        response: { 201: MailedResetView },
      },
    },
    async (request, reply) => {
      const { expiresAt } = await forgottenPasswords.mailFor(request.params.id, { by: operatorOf(request) });
      return reply.code(201).send({ expiresAt: printTime(expiresAt) });
    },
  );

  app.post(
    '/password-resets/consume',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Choose a new password by a one-time link, which ends every session',
        body: ResetConsumption,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      await passwordResets.consume(token, password, request.caller);
      return reply.code(204).send(null);
    },
  );
}
