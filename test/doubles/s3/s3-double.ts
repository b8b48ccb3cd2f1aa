import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { loopbackTls } from '../loopback-tls.ts';
import { S3Error, writeError } from './answers.ts';
import { createFaults, type Fault, type Faults, type Operation } from './faults.ts';
import { deleteObject, getObject, listObjects, putObject } from './objects.ts';
import { readOperation, readTarget, type S3Request } from './s3-request.ts';
import { requireSignature, s3Account } from './signature.ts';
import { openStoring, type StoredObject, type StoredUpload } from './storing.ts';
import { abortUpload, completeUpload, createUpload, listUploads, uploadPart } from './uploads.ts';

/** What kind of server the double is, and where it lives. */
export interface S3DoubleOptions {
  /** Where its bytes lie. */
  folder: string;
  port?: number;
  /** Over TLS, with the certificate of `loopbackTls`. */
  isSecure?: boolean;
  /** What it does with If-None-Match on what writes; older servers do not look at it, some refuse it. */
  conditions?: 'heeded' | 'ignored' | 'refused';
}

/** An S3 server on loopback, with one bucket. */
export interface S3Double {
  url: string;
  /** How Portico is told of it; `query` adds to the address. */
  environment(query?: string): Record<string, string>;
  faults: Faults;
  /** What was asked for, in order. */
  asked: Operation[];
  objects(): StoredObject[];
  uploads(): StoredUpload[];
  /** Requests that are being answered. */
  inFlight(): number;
  /** Makes what is unfinished older. */
  ageUploads(ms: number): void;
  close(): Promise<void>;
}

const bucketName = 'portico-test';

const operations: Record<Operation, (asked: S3Request) => Promise<void>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  ListObjectsV2: listObjects,
  HeadBucket: async ({ response }) => void response.writeHead(200).end(),
  CreateMultipartUpload: createUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListMultipartUploads: listUploads,
};

/**
 * Serves S3 on 127.0.0.1 as its documents say: signatures, payload hashes, checksums, conditions, parts and ranges; and
 * fails as it is told to.
 */
export async function startS3Double({
  folder,
  port = 0,
  isSecure = false,
  conditions = 'heeded',
}: S3DoubleOptions): Promise<S3Double> {
  const storing = openStoring(folder);
  const faults = createFaults();
  const asked: Operation[] = [];
  const sockets = new Set<Socket>();
  let inFlight = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const { bucket, key } = readTarget(request, url, bucketName);
    const operation = readOperation(request.method ?? '', key, url.searchParams);
    asked.push(operation);
    const fault = faults.take(operation);
    if (await meet(fault, response)) return;
    const now = Date.now();
    const payloadHash = requireSignature(request, url, { now });
    if (bucket !== bucketName) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    judgeConditions(request, conditions);
    if (fault?.kind === 'lose') loseAnswer(response);
    const query = url.searchParams;
    await operations[operation]({ request, response, operation, bucket, key, query, payloadHash, fault, storing, now });
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    answer(request, response).catch((error: unknown) => {
      if (request.destroyed || response.headersSent) return void request.socket.destroy();
      const refusal = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
      // What still travels is read past, so that the caller hears the answer.
      request.resume();
      writeError(response, refusal);
    });
  };
  const server = isSecure ? createTlsServer(loopbackTls, listener) : createServer(listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: (query = '') => ({
      PORTICO_STORAGE_URL: `s3://${bucketName}/files?endpoint=${url}${query}`,
      PORTICO_STORAGE_ACCESS_KEY_ID: s3Account.accessKeyId,
      PORTICO_STORAGE_SECRET_ACCESS_KEY: s3Account.secretAccessKey,
    }),
    faults,
    asked,
    objects: () => [...storing.objects.values()],
    uploads: () => [...storing.uploads.values()],
    inFlight: () => inFlight,
    ageUploads(ms) {
      for (const upload of storing.uploads.values())
        storing.putUpload({ ...upload, initiatedAt: upload.initiatedAt - ms });
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Whether the fault is all the answer there is. */
async function meet(fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  if (fault?.kind === 'hang') return true;
  if (fault?.kind === 'reset') (response.socket as Socket).resetAndDestroy();
  if (fault?.kind === 'refuse') throw new S3Error(fault.status, fault.code, 'As it was told to.');
  if (fault?.kind === 'slow') await delay(fault.ms);
  return fault?.kind === 'reset';
}

/** The request is done; its answer never arrives. */
function loseAnswer(response: ServerResponse): void {
  const cut = (): ServerResponse => {
    (response.socket as Socket).destroy();
    return response;
  };
  response.writeHead = cut as ServerResponse['writeHead'];
  response.end = cut as ServerResponse['end'];
}

function judgeConditions(request: IncomingMessage, conditions: S3DoubleOptions['conditions']): void {
  const writes = request.method === 'PUT' || request.method === 'POST';
  if (!writes || conditions === 'heeded' || request.headers['if-none-match'] === undefined) return;
  if (conditions === 'ignored') delete request.headers['if-none-match'];
  else throw new S3Error(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented');
}
