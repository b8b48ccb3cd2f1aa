import type { DoorView } from '../../../../src/management/doors/schemas.ts';
import { useTexts } from '../../i18n/texts.ts';
import { doorsTexts } from './texts.ts';

/** How a contract stands. */
export type DoorState = 'open' | 'closed' | 'announced' | 'deprecated' | 'ending' | 'overdue';

/** How a contract stands now: the nearest to its end that is true. */
export function stateOf({ enabled, deprecatedAt, sunsetAt }: DoorView, now = Date.now()): DoorState {
  if (!enabled) return 'closed';
  if (sunsetAt !== null) return Date.parse(sunsetAt) <= now ? 'overdue' : 'ending';
  if (deprecatedAt !== null) return Date.parse(deprecatedAt) <= now ? 'deprecated' : 'announced';
  return 'open';
}

/** What a version is called; a program's own as it is. */
export function useVersionWords(): (version: string) => string {
  const t = useTexts(doorsTexts);
  return (version) =>
    version === 'unknown' || version === 'other' || version === 'browser' ? t(`version.${version}`) : version;
}
