import type { Readable } from 'node:stream';
import type { StagedFile } from '../core/ports.ts';
import type { BodyFields, BodyPolicy, FilePolicy } from './body-policy.ts';

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

/** One file part of a multipart body, as it arrives. */
export interface FilePart {
  name: string;
  content: Readable;
  filename: string;
}

/** Whether a field is one file kept in memory; two under one name are a list, and none. */
export function isUploadedFile(value: unknown): value is UploadedFile {
  return typeof value === 'object' && value !== null && Buffer.isBuffer((value as UploadedFile).bytes);
}

/** Whether a field is one file streamed to storage. */
export function isStagedFile(value: unknown): value is UploadedStagedFile {
  return typeof value === 'object' && value !== null && 'staged' in value;
}

/** Reads a part to its end as the policy says; undefined for one that the policy does not name. */
export async function keepFile(
  policy: BodyPolicy,
  part: FilePart,
): Promise<UploadedFile | UploadedStagedFile | undefined> {
  const wanted: FilePolicy | undefined = Object.hasOwn(policy.files, part.name) ? policy.files[part.name] : undefined;
  if (!wanted) {
    part.content.resume();
    return undefined;
  }
  if (wanted.keep === 'memory') return readIntoMemory(part, wanted.maxBytes);
  if (!policy.stage) throw new Error('a route that streams files says how they are received');
  return { filename: part.filename, staged: await policy.stage(part.content) };
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

/** Removes the staged files among a body's fields; does nothing for those that were kept. */
export async function discardStaged(fields: BodyFields): Promise<void> {
  const staged = Object.values(fields).flat().filter(isStagedFile);
  await Promise.all(staged.map((file) => file.staged.discard()));
}
