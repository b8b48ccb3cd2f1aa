import type { FastifyInstance } from 'fastify';
import { mebibyte } from '../../../http/body-policy.ts';
import { checked, object, type Static, text } from '../../../http/fields.ts';
import { isStagedFile, type UploadedStagedFile } from '../../../http/uploaded-files.ts';
import { encodePath } from '../../../http/url-paths.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requirePublisher } from '../auth.ts';
import { DeviceFields, identifyDevice, readChannel } from '../device.ts';
import { success } from '../envelope.ts';
import { viewRelease } from '../views.ts';

const Upload = object({
  version: text('版本号', '不能为空', { minLength: 1 }),
  file: checked<UploadedStagedFile>('升级文件', '不能为空，且只能有一个', isStagedFile),
});

/** desktop `upgrade/*` (§1.3.1, D1–D3, D7). */
export function registerUpgradeRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { releases } = context.core;
  const onRequest = requirePublisher(context);
  const upload = {
    onRequest,
    // Once more when all has arrived, which may take hours: who lost the right meanwhile publishes nothing.
    preHandler: onRequest,
    schema: { body: Upload },
    config: {
      bodyPolicy: { maxBytes: mebibyte, files: { file: { keep: 'storage' as const } }, stage: releases.stage },
    },
  };
  app.decorateRequest('publisher', '');

  app.post('/api/upgrade/upload', upload, async (request) => {
    const { version, file } = request.body as Static<typeof Upload>;
    const by = { actor: request.publisher, contract: 'desktop', address: request.caller.address };
    const release = await releases.publishStaged({ version, fileName: file.filename }, file.staged, by);
    return success({ path: encodePath(release.path) });
  });

  app.post('/api/upgrade/checkVersion', { config: { handlerReads: { body: DeviceFields } } }, async (request) => {
    const release = await releases.getOffer(readChannel(request), () => identifyDevice(request, context));
    return success(viewRelease(release, request, context));
  });
}
