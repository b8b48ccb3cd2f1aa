import { type OpaqueContract, opaqueContracts, type SessionContract, sessionContracts } from '../../contracts/names.ts';
import { contracts } from '../../contracts/registry.ts';

const hourMs = 3_600_000;

/** How long an access token lives, as its contract says; the console's ends with a working day. */
export const accessLifetimeMs = Object.fromEntries(
  sessionContracts.map((contract) => [
    contract,
    contract === 'console' ? 12 * hourMs : contracts[contract].sessions.accessLifetimeMs,
  ]),
) as Readonly<Record<SessionContract, number>>;

/** How long a session of the console lasts that nobody uses. The doors' have no such end: their documents say how long a token lives. */
export const consoleIdleMs = hourMs;

/** How long a refresh token lives, as its contract says. */
export const refreshLifetimeMs = Object.fromEntries(
  opaqueContracts.map((contract) => [contract, contracts[contract].sessions.refreshLifetimeMs]),
) as Readonly<Record<OpaqueContract, number>>;

/** By how much a refresh token outlives the access token beside it. */
export function prolongableByMs(contract: OpaqueContract): number {
  return refreshLifetimeMs[contract] - accessLifetimeMs[contract];
}
