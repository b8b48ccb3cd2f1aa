import { type ContractName, contractNames } from '../../contracts/names.ts';
import type { SettingName, SettingValues } from './definitions.ts';

/** Two doors that want one place, and what it is. */
export interface PlaceConflict {
  names: readonly [SettingName, SettingName];
  value: string | number;
}

/** Two open doors at one place: only one of them would be answered. */
export function findPlaceConflicts(values: SettingValues): PlaceConflict[] {
  const open = contractNames.filter((contract) => values[`${contract}.enabled`]);
  const namesOf = <Field extends 'port' | 'hostName'>(field: Field) =>
    open.map((contract: ContractName) => `${contract}.${field}` as const);
  return [
    ...findEqual(values, ['server.port', 'server.consolePort', ...namesOf('port')]),
    ...findEqual(values, namesOf('hostName')),
  ];
}

/** Port 0 lets the system choose, as often as one likes. */
function findEqual(values: SettingValues, names: readonly SettingName[]): PlaceConflict[] {
  const firsts = new Map<unknown, SettingName>();
  const conflicts: PlaceConflict[] = [];
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'boolean' || !value) continue;
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, name);
    else conflicts.push({ names: [first, name], value });
  }
  return conflicts;
}
