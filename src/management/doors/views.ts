import type { DoorAccount, DoorSummary, DoorUse } from '../../core/door-uses/door-uses.ts';
import type { CommonSettings } from '../../core/runtime-settings/definitions.ts';
import { printTime } from '../schemas.ts';
import type { DoorAccountView, DoorUseView, DoorView } from './schemas.ts';

/** A contract as it is answered. */
export function viewDoor(
  summary: DoorSummary,
  settings: CommonSettings,
  { all, called }: { all: readonly string[]; called: ReadonlySet<string> },
): DoorView {
  const { enabled, deprecatedAt, sunsetAt, sunsetLink, deprecatedEndpoints } = settings;
  return {
    ...summary,
    enabled,
    deprecatedAt: printMoment(deprecatedAt),
    sunsetAt: printMoment(sunsetAt),
    sunsetLink,
    deprecatedEndpoints: deprecatedEndpoints?.split(', ') ?? [],
    lastSeenAt: printTime(summary.lastSeenAt),
    uncalledEndpoints: all.filter((endpoint) => !called.has(endpoint)),
  };
}

/** As settings keep it, to the second; as answers tell it, to the millisecond. */
function printMoment(text: string | null): string | null {
  return text === null ? null : printTime(Date.parse(text));
}

/** A use as it is answered. */
export function viewUse(use: DoorUse): DoorUseView {
  return { ...use, lastSeenAt: printTime(use.lastSeenAt) };
}

/** An account as it is answered. */
export function viewAccount({ accountId: id, accountName: name, version, lastSeenAt }: DoorAccount): DoorAccountView {
  return { account: { id, name }, version, lastSeenAt: printTime(lastSeenAt) };
}
