import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type S3Double, type S3DoubleOptions, startS3Double } from '../doubles/s3/s3-double.ts';

/** An S3 server on a free port with an empty bucket; ends with the test. */
export async function startS3(
  context: { after(ending: () => Promise<void>): void },
  options: Omit<S3DoubleOptions, 'folder'> = {},
): Promise<S3Double> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-s3-'));
  const double = await startS3Double({ folder, ...options });
  context.after(async () => {
    await double.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return double;
}
