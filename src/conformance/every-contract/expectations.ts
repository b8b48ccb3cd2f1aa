import type { ContractDocument } from '../../gateways/contract-document.ts';
import type { HeaderRules } from '../checks/headers.ts';
import { isPrintedTimeOf } from '../checks/times.ts';
import type { Case } from '../run/case.ts';
import type { Conversation } from '../run/conversation.ts';
import { type Answer, textAt } from '../wire/answer.ts';

/** A reason in Chinese, as every contract words its failures. */
export const inChinese = /\p{Script=Han}/u;

/** What the answers of one contract have to be, by its document. */
export function createExpectations(talk: Conversation, document: ContractDocument) {
  const codePath = document.failure.codePath.join('.');
  return {
    /** The success answer of an operation; `values` are leaves of the whole body. Answers whether it is that. */
    expectSuccess(answer: Answer, operation: string, values: object = {}, headers: HeaderRules = {}): boolean {
      const documented = document.operations[operation]?.answer;
      if (!documented || !('schema' in documented)) throw new Error(`the document has no ${operation}`);
      return talk.expect(answer, { ...documented, values, headers, codePath });
    },
    /** A printed time that has to be now, in whatever zone. */
    expectNow(answer: Answer, path: string, text = textAt(answer, path)): void {
      if (isPrintedTimeOf(text, talk.supplies.now())) return;
      talk.note(answer, { where: `body.${path}`, kind: 'value', expected: 'now', found: text });
    },
    /** A failure in the contract's envelope. Answers whether it is that. */
    expectFailure(answer: Answer, status: number, values: object, headers: HeaderRules = {}): boolean {
      return talk.expect(answer, { status, schema: document.failure.schema, values, headers, codePath });
    },
  };
}

/** Makers of cases whose `run` gets the contract's own client. */
export function caseMakers<Client>(contract: string, createClient: (talk: Conversation) => Client) {
  const make = (name: string, clause: string, writes: boolean, run: (at: Client) => Promise<void>): Case => ({
    name: `${contract} ${name}`,
    clause,
    writes,
    run: (talk) => run(createClient(talk)),
  });
  return {
    /** A case that changes nothing. */
    reads: (name: string, clause: string, run: (at: Client) => Promise<void>) => make(name, clause, false, run),
    /** A case that makes or changes something. */
    writes: (name: string, clause: string, run: (at: Client) => Promise<void>) => make(name, clause, true, run),
  };
}
