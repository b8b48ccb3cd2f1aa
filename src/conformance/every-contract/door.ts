import type { ContractDocument } from '../../gateways/contract-document.ts';
import type { Conversation } from '../run/conversation.ts';
import type { Answer } from '../wire/answer.ts';

/** What is refused alike wherever it is asked (R5). */
export type Refusal = 'unknownPath' | 'malformed' | 'tooLarge' | 'noCredential' | 'wrongCredential';

/** How one contract answers what has to do with no operation of its own. */
export interface Door {
  document: ContractDocument;
  /** How cases name an operation. */
  nameOf(operation: string): string;
  /** Values of the parameters of a path: `id` and so on; `1` where none is told. */
  parameters?: Readonly<Record<string, string>>;
  /** Records every difference from the refusal. */
  refuse(talk: Conversation, answer: Answer, refusal: Refusal): void;
  /** Headers that let a request to an operation pass its guard; {} for open ones. Throws NotRun. */
  credentialFor(talk: Conversation, operation: string): Promise<Record<string, string>>;
  /** Headers that no guard lets pass. */
  wrongCredentials: readonly Record<string, string>[];
  /** Parameters without which nothing is heard at all: a signature. */
  sign?(talk: Conversation, path: string): string;
  /** Bytes of a body that is too large; undefined: not tried. */
  tooManyBytes(operation: string): number | undefined;
  /** Paths below the contract that nobody serves, and what is no URL. */
  unknownPaths: readonly string[];
  brokenPaths: readonly string[];
}

/** The method and the path of an operation, its parameters filled in. */
export function addressOf(door: Door, operation: string): { method: string; path: string } {
  const [method = '', template = ''] = operation.split(' ');
  const path = template.replace(/:(\w+)/g, (_, name: string) => door.parameters?.[name] ?? '1').replace('*', 'nothing');
  return { method, path };
}
