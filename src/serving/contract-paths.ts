import { type ContractName, contractNames, traitsOf } from '../contracts/names.ts';

const everyPath = '/';
const depthOf = (prefix: string): number => prefix.split('/').length;

/** Which contract a path belongs to, a prefix within another one first (R6). */
export const contractPrefixes: ReadonlyArray<readonly [prefix: string, contract: ContractName]> = contractNames
  .flatMap((name) => traitsOf(name).paths.map((prefix) => [prefix, name] as const))
  .filter(([prefix]) => prefix !== everyPath)
  .sort(([one], [other]) => depthOf(other) - depthOf(one));

/** Whose is every path that neither those prefixes nor the server itself claims; undefined: nobody's. */
export const contractOfTheRest = contractNames.find((name) => traitsOf(name).paths.includes(everyPath));
