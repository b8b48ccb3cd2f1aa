import { contractNames } from '../../contracts/names.ts';
import type { SettingName, SettingValues } from './definitions.ts';

/** Contracts that would end before they are deprecated, which RFC 9745 rules out: their two settings. */
export function findSunsetConflicts(
  values: SettingValues,
): Array<readonly [deprecatedAt: SettingName, sunsetAt: SettingName]> {
  return contractNames.flatMap((contract) => {
    const names = [`${contract}.deprecatedAt`, `${contract}.sunsetAt`] as const;
    const [deprecatedAt, sunsetAt] = names.map((name) => values[name]);
    return deprecatedAt && sunsetAt && Date.parse(sunsetAt) < Date.parse(deprecatedAt) ? [names] : [];
  });
}
