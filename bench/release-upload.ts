import { once } from 'node:events';
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** A release to be published over the management API. */
export interface ReleaseUpload {
  url: string;
  key: string;
  version: string;
  sizeBytes: number;
  /** 0: as fast as the server takes it. */
  bytesPerSecond: number;
}

/** Publishes a release of made-up bytes. */
export async function uploadRelease({ url, key, version, sizeBytes, bytesPerSecond }: ReleaseUpload): Promise<void> {
  const boundary = 'portico-bench';
  const part = (head: string): string => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const head = `${part('name="version"')}${version}\r\n${part('name="file"; filename="bench.bin"')}`;
  const tail = `\r\n--${boundary}--\r\n`;
  const sending = request(`${url}/management/v1/releases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + sizeBytes + tail.length,
    },
  });
  const answered = once(sending, 'response');
  sending.write(head);
  const chunk = Buffer.alloc(256 * 1024, version);
  const begunAt = performance.now();
  for (let sent = 0; sent < sizeBytes; sent += chunk.length) {
    const aheadMs = bytesPerSecond ? (sent / bytesPerSecond) * 1000 - (performance.now() - begunAt) : 0;
    if (aheadMs > 1) await delay(aheadMs);
    if (!sending.write(chunk.subarray(0, Math.min(chunk.length, sizeBytes - sent)))) await once(sending, 'drain');
  }
  sending.end(tail);
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 201) throw new Error(`the upload was answered ${response.statusCode}`);
}
