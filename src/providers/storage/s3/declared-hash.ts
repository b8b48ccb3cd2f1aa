import type { PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';

/**
 * Has the signature cover the body by a SHA-256 that is known already, and every server refuse other bytes. Left to the
 * SDK, it would hash the whole body in one go, and everybody else would wait for that.
 */
export function declareHash(command: PutObjectCommand | UploadPartCommand, sha256: Buffer): void {
  // Both have such a stack; its types know one command each.
  const { middlewareStack } = command as UploadPartCommand;
  middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = sha256.toString('hex');
      return next(args);
    },
    { step: 'build', name: 'declareHash' },
  );
}
