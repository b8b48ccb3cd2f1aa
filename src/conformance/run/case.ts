import type { ContractName } from '../contract-name.ts';
import type { Conversation } from './conversation.ts';

/** One thing that a contract promises, as a client can see it. */
export interface Case {
  /** `<contract> <endpoint>: <what holds>`; the endpoint `*` stands for all. */
  name: string;
  /** Where it is promised: of the contract's own document, or our readings (`R5`, `M3`). */
  clause: string;
  /** Whether it changes what others could notice: accounts, messages, counted failures of somebody. */
  writes: boolean;
  /** Records every difference in the conversation; throws NotRun where it lacks what only the operator can give. */
  run(talk: Conversation): Promise<void>;
}

/** All that is asked of one contract. */
export interface Suite {
  contract: ContractName;
  /** What a base URL may end with, since the documents write it so. */
  prefix: string;
  /** A path of the contract that nobody serves. */
  unknownPath: string;
  cases: readonly Case[];
}
