import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { DomainError } from '../core/errors.ts';
import type { StagedFile } from '../core/ports.ts';
import {
  type BodyFields,
  type BodyPolicy,
  checkNames,
  type FilePolicy,
  maxFields,
  refuseRepeated,
  setDeadline,
} from './body-policy.ts';

/** A file kept in memory. Over its bound only the fact is kept: `bytes` is empty then. */
export interface UploadedFile {
  filename: string;
  bytes: Buffer;
  tooLarge: boolean;
}

/** A file streamed to storage, hashed, and not visible yet. */
export interface UploadedStagedFile {
  filename: string;
  staged: StagedFile;
}

export function isUploadedFile(value: unknown): value is UploadedFile {
  return typeof value === 'object' && value !== null && Buffer.isBuffer((value as UploadedFile).bytes);
}

export function isStagedFile(value: unknown): value is UploadedStagedFile {
  return typeof value === 'object' && value !== null && 'staged' in value;
}

const stalledAfterMs = 60_000;

/**
 * Reads a multipart body. Files that the policy does not name are read past; a name that comes twice holds an array.
 * Whatever was staged is discarded again when the body turns out broken. Throws `request.malformed`, `request.too_large`.
 */
export async function readMultipart(request: IncomingMessage, policy: BodyPolicy): Promise<BodyFields> {
  const fields: BodyFields = Object.create(null);
  const files: Array<Promise<void>> = [];
  const streams = isStreamed(policy);
  // An upload may take hours as long as it moves; anything else has the same deadline as other bodies.
  const endStalled = (): void => {
    request.destroy(new Error('the upload stalled'));
  };
  if (streams) request.socket.setTimeout(stalledAfterMs, endStalled);
  try {
    await feed(request, policy, {
      field: (name, value) => add(fields, name, value),
      file: (name, content, filename) => files.push(keepFile(fields, policy, { name, content, filename })),
    });
    await Promise.all(files);
    return refuseRepeated(checkNames(fields), policy);
  } catch (error) {
    await Promise.allSettled(files);
    await discardStaged(fields);
    throw error instanceof DomainError ? error : new DomainError('request.malformed', {}, error);
  } finally {
    // Named again, or a connection that is kept alive would gather one listener per upload.
    if (streams) request.socket.setTimeout(0, endStalled);
  }
}

function isStreamed(policy: BodyPolicy): boolean {
  return Object.values(policy.files).some((file) => file.keep === 'storage');
}

/** Removes the staged files among a body's fields; does nothing for those that were kept. */
export async function discardStaged(fields: BodyFields): Promise<void> {
  const staged = Object.values(fields).flat().filter(isStagedFile);
  await Promise.all(staged.map((file) => file.staged.discard()));
}

interface PartHandlers {
  field(name: string, value: string): void;
  file(name: string, content: Readable, filename: string): void;
}

function feed(request: IncomingMessage, policy: BodyPolicy, handlers: PartHandlers): Promise<void> {
  return new Promise((resolve, reject) => {
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({
        headers: request.headers as BusboyHeaders,
        limits: { fields: maxFields, fieldSize: policy.maxBytes, fieldNameSize: 200, files: 20, headerPairs: 100 },
      });
    } catch (error) {
      reject(new DomainError('request.malformed', {}, error));
      return;
    }
    let size = 0;
    const streamed = isStreamed(policy);
    const contents: Readable[] = [];
    const fail = (error: Error): void => {
      clearTimeout(deadline);
      request.unpipe(parser);
      parser.destroy(error);
      // The parser leaves the part it was reading open, and whoever keeps that part would wait for ever.
      for (const content of contents) content.destroy(error);
      reject(error);
    };
    const deadline = streamed ? undefined : setDeadline(fail);
    parser.on('field', (name, value, nameTruncated, valueTruncated) => {
      size += streamed ? name.length + value.length : 0;
      if (nameTruncated || valueTruncated || size > policy.maxBytes) fail(new DomainError('request.too_large'));
      else handlers.field(name, value);
    });
    parser.on('file', (name, content, filename = '') => {
      // A failing part is told by the parser or the request; without a listener it would end the process.
      content.on('error', () => undefined);
      contents.push(content);
      handlers.file(name, content, filename);
    });
    parser.on('fieldsLimit', () => fail(new DomainError('request.malformed')));
    parser.on('filesLimit', () => fail(new DomainError('request.malformed')));
    parser.on('finish', () => {
      clearTimeout(deadline);
      resolve();
    });
    parser.on('error', fail);
    request.on('error', fail);
    request.on('aborted', () => fail(new DomainError('request.malformed')));
    if (!streamed) {
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > policy.maxBytes) fail(new DomainError('request.too_large'));
      });
    }
    request.pipe(parser);
  });
}

interface FilePart {
  name: string;
  content: Readable;
  filename: string;
}

async function keepFile(fields: BodyFields, policy: BodyPolicy, part: FilePart): Promise<void> {
  const wanted: FilePolicy | undefined = Object.hasOwn(policy.files, part.name) ? policy.files[part.name] : undefined;
  if (!wanted) {
    part.content.resume();
    return;
  }
  if (wanted.keep === 'memory') {
    add(fields, part.name, await readIntoMemory(part, wanted.maxBytes));
    return;
  }
  if (!policy.store) throw new Error('a route that streams files needs a store');
  add(fields, part.name, { filename: part.filename, staged: await policy.store.stage(part.content) });
}

async function readIntoMemory(part: FilePart, maxBytes: number): Promise<UploadedFile> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of part.content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  const tooLarge = size > maxBytes;
  return { filename: part.filename, bytes: tooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), tooLarge };
}

function add(fields: BodyFields, name: string, value: unknown): void {
  const present = fields[name];
  if (present === undefined) fields[name] = value;
  else if (Array.isArray(present)) present.push(value);
  else fields[name] = [present, value];
}
