import type { ContractDocument } from '../gateways/contract-document.ts';

/** The name of a wire contract. */
export type ContractName = ContractDocument['name'];
