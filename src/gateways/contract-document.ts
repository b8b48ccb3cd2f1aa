import type { TSchema } from 'typebox';
import type { ContractName } from '../core/core.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Both } from '../http/plain-page.ts';

/** One part of how a caller proves who it is, in the words of OpenAPI; `description` for people. */
export type SecurityScheme =
  | { type: 'apiKey'; in: 'header' | 'query'; name: string; description: string }
  | { type: 'http'; scheme: 'bearer'; bearerFormat?: string; description: string };

/** Who may call. */
export interface Access {
  words: Both;
  /** The ways to prove it: any one of them, with all of its schemes together. Empty: open to everybody. */
  ways: ReadonlyArray<readonly string[]>;
}

/** Of what needs nothing to be shown. */
export const openAccess: Access = { words: { zh: '无需登录。', en: 'Open to everybody.' }, ways: [] };

/** One wire contract as programs read it: what is asked is told by the schemas of its routes, all else here. */
export interface ContractDocument {
  name: ContractName;
  title: Both;
  summary: Both;
  /** By their names. */
  securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** By the names that operations use; `open` is whoever comes. */
  access: Readonly<Record<string, Access>>;
  failure: FailureDocument;
  /** By method and path as the routes have it (`GET /api/faq/:id`); HEAD is as GET. */
  operations: Operations;
  /** The same by what they are about, in the order in which people read them. */
  groups: ReadonlyArray<readonly [Both, Operations]>;
  /** What each field of a request, a query or a path is, in English: their schemas have the Chinese. */
  fields: Readonly<Record<string, string>>;
}

/** Operations by method and path. */
export type Operations = Readonly<Record<string, OperationDocument>>;

/** A contract's operations, told by what they are about. */
export function inGroups(...groups: ContractDocument['groups']): Pick<ContractDocument, 'groups' | 'operations'> {
  return { groups, operations: Object.assign({}, ...groups.map(([, operations]) => operations)) };
}

/** How every failure of a contract is said. Status and body of one: the gateway's own `writeError`. */
export interface FailureDocument {
  /** The whole body, envelope included. */
  schema: TSchema;
  /** Where in the body a program reads what kind of failure it is. */
  codePath: readonly string[];
  /** Where it stands in words, for people. */
  messagePath: readonly string[];
}

/** One operation of a contract. */
export interface OperationDocument {
  summary: Both;
  /** What a client must know besides. */
  description?: Both;
  /** Of the contract, and our readings: `desktop §1.2.1, R7`. */
  clause: string;
  /** Who may call: a name in the contract's `access`. */
  access: string;
  /**
   * Whether a call changes nothing that another call could notice: it may be repeated, and replayed elsewhere. Captchas
   * that were asked for, budgets and counts do not matter here.
   */
  reads: boolean;
  answer: AnswerDocument;
  /** Answers outside the envelope besides: a part of a file, a page for browsers, also where it tells of a failure. */
  otherAnswers?: readonly AnswerDocument[];
  example: OperationExample;
  /** All that it can answer, besides `request.unknown_path`. */
  errors: readonly ErrorCode[];
}

/** One answer. */
export type AnswerDocument = JsonAnswer | OtherAnswer;

/** An answer in the contract's envelope. */
export interface JsonAnswer {
  status: number;
  words?: Both;
  /** The whole body: exact members, so that whatever is dropped, added or of another type is found. */
  schema: TSchema;
  headers?: Readonly<Record<string, HeaderDocument>>;
}

/** A picture, a download, a page, a redirect, or nothing. */
export interface OtherAnswer {
  status: number;
  words: Both;
  /** Absent: without a body. */
  contentType?: string;
  headers?: Readonly<Record<string, HeaderDocument>>;
}

/** A header that belongs to the contract. */
export interface HeaderDocument {
  words: Both;
  /** Of its text. */
  pattern?: string;
}

/** From the original document where it has one. */
export interface OperationExample {
  params?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, string | number>>;
  /** Fields of the body; a file is shown by its name. */
  body?: Readonly<Record<string, unknown>>;
  /** The body of `answer`; absent where that is no JSON. */
  answer?: unknown;
}
