import type { Core } from '../core/core.ts';
import type { Caller, LimitRule } from '../core/limits/limits.ts';

/** Counts one request of that kind against the caller's address; throws `request.too_many`. Development's loopback is exempt. */
export async function takeAddressBudget(
  { limits }: Core,
  kind: string,
  caller: Caller,
  rules: readonly LimitRule[],
): Promise<void> {
  if (caller.exemptFromAddressLimits) return;
  await limits.take(`${kind}-address:${caller.address}`, rules, 'request.too_many');
}
