import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { DomainError, invalidFields } from '../../core/errors.ts';
import type { Release } from '../../core/releases/releases.ts';
import { attachmentHeaders } from '../../http/attachment.ts';
import { mebibyte } from '../../http/body-policy.ts';
import { begun } from '../../http/file-requests.ts';
import { isStagedFile } from '../../http/uploaded-files.ts';
import { changeOf, operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext, ManagementReply } from '../context.ts';
import { cutPage, PageOf, PageQuery, readCursor } from '../paging.ts';
import { IdParams } from '../schemas.ts';
import { setVersion } from '../versions.ts';
import { ReleaseChange, ReleaseFilter, ReleaseForm, ReleasePosition, ReleaseView } from './schemas.ts';
import { viewReleases } from './views.ts';

const tags = ['Releases'];

/** What the desktop fleet upgrades to: publishing, rolling out, withdrawing. */
export function registerReleaseRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { releases } = core;

  async function answer(reply: ManagementReply, release: Release): Promise<ReleaseView> {
    setVersion(reply, release.updated_at);
    const [view] = await viewReleases(core, [release]);
    return view as ReleaseView;
  }

  app.get(
    '/releases',
    {
      config: { access: 'releases:read' },
      schema: {
        tags,
        summary: 'Releases, highest version first; the one of a `version`, withdrawn or not',
        querystring: Type.Object({ ...PageQuery, ...ReleaseFilter }),
        response: { 200: PageOf(ReleaseView) },
      },
    },
    async ({ query: { limit = 50, cursor, channel, version } }) => {
      const after = readCursor(cursor, ReleasePosition);
      const found = await releases.list({ after, limit: limit + 1, channel, version });
      const { rows, next } = cutPage(found, limit, ({ version_order, id }) => ({ version_order, id }));
      return { items: await viewReleases(core, rows), next };
    },
  );

  app.post(
    '/releases',
    {
      config: {
        access: 'releases:write',
        creates: true,
        takesForm: true,
        bodyPolicy: { maxBytes: mebibyte, files: { file: { keep: 'storage' } }, stage: releases.stage },
      },
      schema: {
        tags,
        summary: 'Publish a release',
        consumes: ['multipart/form-data'],
        body: ReleaseForm,
        response: { 201: ReleaseView },
      },
    },
    async (request, reply) => {
      const { file, rolloutPercent, ...words } = request.body;
      if (!isStagedFile(file)) throw invalidFields({ field: 'file', label: '升级文件', rule: '必须是一个文件' });
      const release = { ...words, ...(rolloutPercent !== undefined && { rolloutPercent: Number(rolloutPercent) }) };
      const published = await releases.publishStaged(
        { ...release, fileName: file.filename },
        file.staged,
        operatorOf(request),
      );
      // The desktop contract answers what was withdrawn as the first time (D2); here it would be told as published.
      if (published.withdrawn_at !== null) throw new DomainError('release.version_taken');
      return answer(reply.code(201), published);
    },
  );

  app.get(
    '/releases/:id',
    {
      config: { access: 'releases:read' },
      schema: { tags, summary: 'One release', params: IdParams, response: { 200: ReleaseView } },
    },
    async ({ params }, reply) => answer(reply, await releases.get(params.id)),
  );

  app.patch(
    '/releases/:id',
    {
      config: { access: 'releases:write', changes: true },
      schema: {
        tags,
        summary: 'Change the notes, the channel or the rollout',
        params: IdParams,
        body: ReleaseChange,
        response: { 200: ReleaseView },
      },
    },
    async (request, reply) => answer(reply, await releases.change(request.params.id, request.body, changeOf(request))),
  );

  app.post(
    '/releases/:id/withdraw',
    {
      config: { access: 'releases:write', changes: true },
      schema: {
        tags,
        summary: 'Withdraw a release for good: neither offered nor served any more, its version stays taken',
        params: IdParams,
        response: { 200: ReleaseView },
      },
    },
    async (request, reply) => answer(reply, await releases.withdraw(request.params.id, changeOf(request))),
  );

  app.get(
    '/releases/:id/file',
    {
      config: { access: 'releases:read' },
      schema: {
        tags,
        summary: 'The file of a release, withdrawn ones too; is no download that counts',
        params: IdParams,
        produces: ['application/octet-stream'],
      },
    },
    async ({ method, params }, reply) => {
      const { release, read } = await releases.openById(params.id);
      // For HEAD Fastify would read the stream to its end.
      const content = method === 'HEAD' ? Readable.from([]) : await begun(read());
      reply.headers({
        ...attachmentHeaders(release.path.slice(release.path.lastIndexOf('/') + 1)),
        'Content-Type': 'application/octet-stream',
        'Content-Length': release.size_bytes,
      });
      return reply.send(content);
    },
  );
}
