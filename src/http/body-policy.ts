import type { Readable } from 'node:stream';
import { DomainError } from '../core/errors.ts';
import type { StagedFile } from '../core/ports.ts';

/** Fields by name; a name that came twice in a form holds an array. Never has a prototype's names. */
export type BodyFields = Record<string, unknown>;

/** How one route takes files: into memory up to a bound, or streamed to storage. */
export type FilePolicy = { keep: 'memory'; maxBytes: number } | { keep: 'storage' };

/** What a route's body may hold. */
export interface BodyPolicy {
  /**
   * Bytes of the whole body; 1 MiB unless told. Files kept in storage do not count. Beyond 1 MiB it is room for files
   * alone: text is held in memory, whoever sends it.
   */
  maxBytes: number;
  files: Record<string, FilePolicy>;
  /** Receives the files that are kept in storage. */
  stage?(content: Readable): Promise<StagedFile>;
  /** Where a name may come only once, in a JSON body's text too: among the fields themselves (blog B1), or in what they hold as well. */
  refuseRepeatedNames?: 'among-fields' | 'everywhere';
}

/** Bytes. */
export const mebibyte = 1024 * 1024;
/** How many fields a body may have, whatever its encoding. */
export const maxFields = 1000;
const deadlineMs = 30_000;
/** How a body is read unless a route says otherwise. */
export const plainBody: BodyPolicy = { maxBytes: mebibyte, files: {} };

/** Bytes of text that a body may hold, JSON and forms included. */
export function maxTextBytes({ maxBytes }: BodyPolicy): number {
  return Math.min(maxBytes, mebibyte);
}

/** Ends the reading of a body that dribbles in; the caller is answered like for any broken body. */
export function setDeadline(refuse: (error: DomainError) => void): NodeJS.Timeout {
  return setTimeout(() => refuse(new DomainError('request.malformed')), deadlineMs);
}

/** Names of Object's own machinery are nobody's field, and a thousand fields are nobody's form. */
export function checkNames(fields: BodyFields): BodyFields {
  const names = Object.keys(fields);
  if (names.length > maxFields) throw new DomainError('request.malformed');
  if (names.some((name) => name === '__proto__' || name === 'constructor' || name === 'prototype')) {
    throw new DomainError('request.malformed');
  }
  return fields;
}

/** For forms, where a name that came twice holds an array and nothing else does. */
export function refuseRepeated(fields: BodyFields, policy: BodyPolicy): BodyFields {
  if (policy.refuseRepeatedNames && Object.values(fields).some(Array.isArray)) {
    throw new DomainError('request.malformed');
  }
  return fields;
}
