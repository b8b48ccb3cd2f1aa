import { createHash } from 'node:crypto';

/** What is sent of a document that stays what it is, with the entity tag by which a caller knows it again. */
export interface TaggedDocument {
  bytes: Buffer;
  tag: string;
}

/** Tags bytes by what they hold. */
export function tagBytes(bytes: Buffer): TaggedDocument {
  return { bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}

/** Writes a document as JSON. */
export function tagJson(document: object): TaggedDocument {
  return tagBytes(Buffer.from(JSON.stringify(document)));
}
