import type { ContractName } from '../db/schema.ts';

/** Every wire contract, in the order in which they are shown. */
export const contractNames: readonly ContractName[] = ['desktop', 'mobile', 'staff', 'panel', 'blog'];
