import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes in a file of their own. */
export interface Stored {
  file: string;
  sizeBytes: number;
  /** Hex. */
  md5: string;
  sha256: string;
}

/** What is told of an object. */
export interface StoredObject extends Stored {
  key: string;
  etag: string;
  contentType: string;
  metadata: Record<string, string>;
  /** As S3 tells it: of the bytes, or of the parts' checksums. */
  checksumSha256: string | undefined;
  modifiedAt: number;
}

/** A multipart upload that is not completed. */
export interface StoredUpload {
  id: string;
  key: string;
  contentType: string;
  metadata: Record<string, string>;
  checksums: boolean;
  initiatedAt: number;
  parts: Record<number, Stored>;
}

/** Objects and uploads in a folder: whoever is started on it again finds them. */
export function openStoring(folder: string) {
  const folders = { bytes: join(folder, 'bytes'), objects: join(folder, 'objects'), uploads: join(folder, 'uploads') };
  for (const each of Object.values(folders)) mkdirSync(each, { recursive: true });
  const objects = readRecords<StoredObject>(folders.objects, ({ key }) => key);
  const uploads = readRecords<StoredUpload>(folders.uploads, ({ id }) => id);
  const bytesAt = (file: string): string => join(folders.bytes, file);

  return {
    objects,
    uploads,
    async receive(content: Readable | AsyncIterable<Buffer>): Promise<Stored> {
      const file = randomUUID();
      const [md5, sha256] = [createHash('md5'), createHash('sha256')];
      let sizeBytes = 0;
      const measured = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          md5.update(chunk);
          sha256.update(chunk);
          sizeBytes += chunk.length;
          yield chunk;
        }
      };
      try {
        await pipeline(content, measured, createWriteStream(bytesAt(file)));
      } catch (error) {
        await rm(bytesAt(file), { force: true });
        throw error;
      }
      return { file, sizeBytes, md5: md5.digest('hex'), sha256: sha256.digest('base64') };
    },
    read: (file: string, range?: { start: number; end: number }): Readable => createReadStream(bytesAt(file), range),
    drop: (file: string): void => rmSync(bytesAt(file), { force: true }),
    /** Makes it the object of its key, in one step. */
    putObject(object: StoredObject): void {
      writeRecord(folders.objects, object.key, object);
      const before = objects.get(object.key);
      objects.set(object.key, object);
      if (before) rmSync(bytesAt(before.file), { force: true });
    },
    deleteObject(key: string): void {
      const object = objects.get(key);
      if (!object) return;
      rmSync(join(folders.objects, encodeURIComponent(key)), { force: true });
      objects.delete(key);
      rmSync(bytesAt(object.file), { force: true });
    },
    putUpload(upload: StoredUpload): void {
      writeRecord(folders.uploads, upload.id, upload);
      uploads.set(upload.id, upload);
    },
    deleteUpload(id: string): void {
      for (const { file } of Object.values(uploads.get(id)?.parts ?? {})) rmSync(bytesAt(file), { force: true });
      rmSync(join(folders.uploads, id), { force: true });
      uploads.delete(id);
    },
  };
}

/** What `openStoring` opens. */
export type Storing = ReturnType<typeof openStoring>;

function readRecords<T>(folder: string, idOf: (record: T) => string): Map<string, T> {
  const records = readdirSync(folder)
    .filter((name) => !name.endsWith('.new'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);
  return new Map(records.map((record) => [idOf(record), record]));
}

function writeRecord(folder: string, id: string, record: unknown): void {
  const path = join(folder, encodeURIComponent(id));
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}
