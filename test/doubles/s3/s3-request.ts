import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './answers.ts';
import type { Fault, Operation } from './faults.ts';
import type { Stored, Storing } from './storing.ts';

/** One request, taken apart. */
export interface S3Request {
  request: IncomingMessage;
  response: ServerResponse;
  operation: Operation;
  bucket: string;
  key: string;
  query: URLSearchParams;
  /** Of the body as it was signed, hex; undefined where it is not. */
  payloadHash: string | undefined;
  fault: Fault | undefined;
  storing: Storing;
  now: number;
}

/** The bucket and the key, from the path or the host name. */
export function readTarget(request: IncomingMessage, url: URL, bucketName: string): { bucket: string; key: string } {
  const path = decodeURIComponent(url.pathname).slice(1);
  if (String(request.headers.host).startsWith(`${bucketName}.`)) return { bucket: bucketName, key: path };
  const [bucket = '', ...key] = path.split('/');
  return { bucket, key: key.join('/') };
}

/** What is asked for. Throws S3Error. */
export function readOperation(method: string, key: string, query: URLSearchParams): Operation {
  const isPart = query.has('uploadId');
  const found = Object.entries({
    'GET ': query.has('uploads') ? 'ListMultipartUploads' : 'ListObjectsV2',
    'HEAD ': 'HeadBucket',
    'GET key': 'GetObject',
    'HEAD key': 'HeadObject',
    'PUT key': isPart ? 'UploadPart' : 'PutObject',
    'DELETE key': isPart ? 'AbortMultipartUpload' : 'DeleteObject',
    'POST key': isPart ? 'CompleteMultipartUpload' : query.has('uploads') ? 'CreateMultipartUpload' : '',
  } satisfies Record<string, Operation | ''>).find(([asked]) => asked === `${method} ${key && 'key'}`)?.[1];
  if (!found) throw new S3Error(501, 'NotImplemented', 'The double does not know this operation.');
  return found as Operation;
}

export function header({ request }: S3Request, name: string): string | undefined {
  return request.headers[name]?.toString();
}

/** The metadata that a caller sends with an object. */
export function readMetadata({ request }: S3Request): Record<string, string> {
  const entries = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]));
}

/** Receives the body, and refuses what is not what was signed or announced. Throws S3Error. */
export async function receiveBody(asked: S3Request): Promise<Stored> {
  const { request, storing, payloadHash } = asked;
  const stored = await storing.receive(cutBody(asked));
  const refuse = (code: string): never => {
    storing.drop(stored.file);
    throw new S3Error(400, code, 'What arrived is not what was announced.');
  };
  if (payloadHash !== undefined && payloadHash !== Buffer.from(stored.sha256, 'base64').toString('hex')) {
    refuse('XAmzContentSHA256Mismatch');
  }
  const announced = header(asked, 'x-amz-checksum-sha256');
  if (announced !== undefined && announced !== stored.sha256) refuse('BadDigest');
  if (Number(request.headers['content-length'] ?? stored.sizeBytes) !== stored.sizeBytes) refuse('IncompleteBody');
  return stored;
}

/** The body, as far as a planned fault lets it come. */
async function* cutBody({ request, fault }: S3Request): AsyncGenerator<Buffer> {
  let leftBytes = fault && 'afterBytes' in fault ? fault.afterBytes : Number.POSITIVE_INFINITY;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    leftBytes -= chunk.length;
    if (leftBytes < 0) await breakOff(fault, request);
    yield chunk;
  }
}

/** Sends bytes, as far as a planned fault lets them go. */
export async function sendBody({ response, request, fault }: S3Request, content: Readable): Promise<void> {
  const cut = async function* (chunks: AsyncIterable<Buffer>) {
    let leftBytes = fault && 'afterBytes' in fault ? fault.afterBytes : Number.POSITIVE_INFINITY;
    for await (const chunk of chunks) {
      yield chunk.subarray(0, Math.max(0, leftBytes));
      leftBytes -= chunk.length;
      if (leftBytes < 0) await breakOff(fault, request);
    }
  };
  // Callers may leave.
  await pipeline(content, cut, response).catch(() => undefined);
}

async function breakOff(fault: Fault | undefined, request: IncomingMessage): Promise<void> {
  // Resolves when the caller gives up.
  if (fault?.kind === 'stall') await new Promise((resolve) => request.socket.once('close', resolve));
  request.socket.destroy();
}
