import type { ContractName } from '../db/schema.ts';

/** Which contract a path belongs to, the longest prefix first (R6). */
export const contractPrefixes: ReadonlyArray<readonly [prefix: string, contract: ContractName]> = [
  ['/api/user', 'desktop'],
  ['/api/upgrade', 'desktop'],
  ['/api/heart', 'desktop'],
  ['/dist', 'desktop'],
  ['/api', 'mobile'],
  ['/openApi', 'panel'],
  ['/blogapi', 'blog'],
  ['/admin/logout', 'blog'],
];

/** Whose is every path that neither the table nor the server itself claims. */
export const contractOfTheRest: ContractName = 'staff';
