import { Type } from 'typebox';
import type { Core } from '../../core/core.ts';
import { invalidFields } from '../../core/errors.ts';
import { parsePin } from '../../core/vault/pin.ts';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext, ManagementRequest } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { answerWith } from '../versions.ts';
import {
  NewVaultEntry,
  RevealRequest,
  VaultEntryChange,
  VaultEntryView,
  VaultFilter,
  VaultKeysView,
  VaultPosition,
} from './schemas.ts';
import { viewEntry } from './views.ts';

const tags = ['Vault'];
const answer = answerWith(viewEntry);

/** The keys of third-party accounts: told to be there, and themselves only to who asks to see those of one. */
export function registerVaultRoutes(app: ManagementApp, { core }: ManagementContext): void {
  registerReading(app, core);
  registerChanges(app, core);
  registerRevealing(app, core);
}

function registerReading(app: ManagementApp, { vault }: Core): void {
  app.get(
    '/vault',
    {
      config: { access: 'vault:read' },
      schema: {
        tags,
        summary: 'Vault entries, by pin; due ones alone, by the age of their keys',
        querystring: Type.Object({ ...PageQuery, ...VaultFilter }),
        response: { 200: PageOf(VaultEntryView) },
      },
    },
    async ({ query: { limit = 50, cursor, q = '', due } }) => {
      const page = { after: readCursor(cursor, VaultPosition), most: limit + 1 };
      const found = await vault.list({ pinPrefix: parsePin(q) ?? q, dueOnly: due }, page);
      const { rows, next } = cutPage(found, limit, ({ id, pin, keysChangedAt }) => ({ id, pin, keysChangedAt }));
      return { items: rows.map(viewEntry), next };
    },
  );

  app.get(
    '/vault/:id',
    {
      config: { access: 'vault:read' },
      schema: { tags, summary: 'One entry', params: IdParams, response: { 200: VaultEntryView } },
    },
    async ({ params }, reply) => answer(reply, await vault.get(params.id)),
  );
}

function registerChanges(app: ManagementApp, { vault }: Core): void {
  app.post(
    '/vault',
    {
      config: { access: 'vault:write', creates: true },
      schema: { tags, summary: 'Add an entry', body: NewVaultEntry, response: { 201: VaultEntryView } },
    },
    async (request, reply) => {
      const pin = parsePin(request.body.pin);
      if (pin === undefined) throw invalidFields({ field: 'pin', label: 'pin', rule: '1~200 字，不能含有控制字符' });
      return answer(reply.code(201), await vault.create({ ...request.body, pin }, operatorOf(request)));
    },
  );

  app.patch(
    '/vault/:id',
    {
      config: { access: 'vault:write', changes: true },
      schema: {
        tags,
        summary: 'Put new keys or another remark',
        params: IdParams,
        body: VaultEntryChange,
        response: { 200: VaultEntryView },
      },
    },
    async (request, reply) => answer(reply, await vault.change(request.params.id, request.body, changeOf(request))),
  );

  app.delete(
    '/vault/:id',
    {
      config: { access: 'vault:write', changes: true },
      schema: { tags, summary: 'Delete an entry and its keys', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await vault.removeOne(request.params.id, changeOf(request));
      return reply.code(204).send(null);
    },
  );
}

function registerRevealing(app: ManagementApp, { passwordConfirmation, vault }: Core): void {
  /** Who left a screen unlocked must not have given the keys away. */
  async function confirm({ principal, caller }: ManagementRequest, id: number, password?: string): Promise<void> {
    if (principal.kind === 'api-key') return;
    if (password === undefined) throw invalidFields({ field: 'password', label: '密码', rule: '不能为空' });
    const refused = { action: 'vault.reveal-refused', target: `vault-entry:${id}` } as const;
    await passwordConfirmation.require(principal.account.id, { form: 'plain', value: password }, caller, refused);
  }

  app.post(
    '/vault/:id/reveal',
    {
      config: { access: 'vault:reveal' },
      schema: {
        tags,
        summary: 'Tell the keys of an entry; asks for the password again, and is in the audit log',
        params: IdParams,
        body: RevealRequest,
        response: { 200: VaultKeysView },
      },
    },
    async (request) => {
      await confirm(request, request.params.id, request.body.password);
      const { pin } = await vault.get(request.params.id);
      return { pin, ...(await vault.reveal(request.params.id, operatorOf(request))) };
    },
  );
}
