import type { ContractName } from '../contract-name.ts';
import type { FoundDifference } from './conversation.ts';
import type { Need } from './not-run.ts';

/** How a case went: as promised; otherwise; its endpoint is not there; it could not be run. */
export type Verdict = 'same' | 'differs' | 'missing' | 'not-run';

/** One case and how it went. */
export interface CaseResult {
  name: string;
  clause: string;
  writes: boolean;
  verdict: Verdict;
  differences: FoundDifference[];
  /** Fields that the contract does not know or in another order: no difference unless it is asked for strictly. */
  extras: FoundDifference[];
  /** Why it was not run: what it lacks, or that it writes. */
  lacks?: Need | 'writes';
  tookMs: number;
}

/** One run of a contract's cases against one server. */
export interface Report {
  contract: ContractName;
  baseUrl: string;
  /** ISO 8601. */
  startedAt: string;
  tookMs: number;
  counts: Record<Verdict, number>;
  results: CaseResult[];
}
