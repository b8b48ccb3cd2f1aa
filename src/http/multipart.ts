import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { DomainError } from '../core/errors.ts';
import { openBodyShare } from './body-budget.ts';
import {
  type BodyFields,
  type BodyPolicy,
  checkNames,
  maxFields,
  maxTextBytes,
  refuseRepeated,
  setDeadline,
} from './body-policy.ts';
import { discardStaged, type FilePart, keepFile } from './uploaded-files.ts';

/**
 * Reads a multipart body. Files that the policy does not name are read past; a name that comes twice holds an array.
 * Whatever was staged is discarded again when the body turns out broken. Throws `request.malformed`,
 * `request.too_large`, `request.overloaded`, `storage.unavailable`.
 */
export async function readMultipart(request: IncomingMessage, policy: BodyPolicy): Promise<BodyFields> {
  const fields: BodyFields = Object.create(null);
  const files: Array<Promise<void>> = [];
  try {
    await feed(request, policy, {
      field: (name, value) => add(fields, name, value),
      file: (part) => {
        const kept = keepFile(policy, part).then((file) => {
          if (file) add(fields, part.name, file);
        });
        files.push(kept);
        return kept;
      },
    });
    await Promise.all(files);
    return refuseRepeated(checkNames(fields), policy);
  } catch (error) {
    await Promise.allSettled(files);
    await discardStaged(fields);
    throw error instanceof DomainError ? error : new DomainError('request.malformed', {}, error);
  }
}

interface PartHandlers {
  field(name: string, value: string): void;
  /** Resolves when the part has been read; a part that cannot be kept ends the whole body. */
  file(part: FilePart): Promise<void>;
}

function feed(request: IncomingMessage, policy: BodyPolicy, handlers: PartHandlers): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const streamed = Object.values(policy.files).some((file) => file.keep === 'storage');
  const parser = createParser(request, policy);
  const contents: Readable[] = [];
  const share = openBodyShare();
  let size = 0;
  let textSize = 0;

  /** What still comes is no part of it, and is not counted. */
  const settle = (): void => {
    clearTimeout(deadline);
    request.off('data', takeBytes);
    share.giveBack();
  };
  const fail = (error: unknown): void => {
    settle();
    request.unpipe(parser);
    parser.destroy();
    // The parser leaves the part it was reading open, and whoever keeps that part would wait for ever.
    for (const content of contents) content.destroy(new Error('the body ended early'));
    reject(error);
  };
  const refuseMalformed = (): void => fail(new DomainError('request.malformed'));
  const takeBytes = ({ length }: Buffer): void => {
    size += length;
    try {
      if (size > policy.maxBytes) throw new DomainError('request.too_large');
      // Beyond the text that may be kept, it is files, which are not.
      if (size <= 2 * maxTextBytes(policy)) share.take(length);
    } catch (error) {
      fail(error);
    }
  };
  const countText = (bytes: number): void => {
    textSize += bytes;
    if (textSize > maxTextBytes(policy)) fail(new DomainError('request.too_large'));
  };
  // An upload may take hours as long as it moves, which the edge sees to; anything else has the deadline of other bodies.
  const deadline = streamed ? undefined : setDeadline(fail);

  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated || valueTruncated) fail(new DomainError('request.too_large'));
    // The parser's types do not know of a part that does not say its name: it is nobody's field.
    if ((name as string | undefined) === undefined) return;
    countText(name.length + value.length);
    handlers.field(name, value);
  });
  parser.on('file', (name, content, filename = '') => {
    // A failing part is told by the parser or the request; without a listener it would end the process.
    content.on('error', () => undefined);
    contents.push(content);
    handlers.file({ name, content, filename }).catch(fail);
  });
  parser.on('fieldsLimit', refuseMalformed);
  parser.on('filesLimit', refuseMalformed);
  parser.on('error', fail);
  parser.on('finish', () => {
    settle();
    resolve();
  });
  request.on('error', fail);
  request.on('aborted', refuseMalformed);
  if (!streamed) request.on('data', takeBytes);
  request.pipe(parser);
  return promise;
}

function createParser(request: IncomingMessage, policy: BodyPolicy): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { fields: maxFields, fieldSize: maxTextBytes(policy), fieldNameSize: 200, files: 20, headerPairs: 100 },
    });
  } catch (error) {
    throw new DomainError('request.malformed', {}, error);
  }
}

function add(fields: BodyFields, name: string, value: unknown): void {
  const present = fields[name];
  if (present === undefined) fields[name] = value;
  else if (Array.isArray(present)) present.push(value);
  else fields[name] = [present, value];
}
