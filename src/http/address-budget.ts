import type { Caller } from '../core/caller.ts';
import type { Core } from '../core/core.ts';
import type { LimitRule } from '../core/limits/limits.ts';

/** Counts one request of that kind against the caller's address; throws `request.too_many`. Development's loopback is exempt. */
export async function takeAddressBudget(
  { limits }: Core,
  kind: string,
  caller: Caller,
  rules: readonly LimitRule[],
): Promise<void> {
  await limits.takeForAddress(kind, caller, rules, 'request.too_many');
}

/** The same for captchas, which every door that draws them budgets alike. */
export async function takeCaptchaBudget(core: Core, caller: Caller): Promise<void> {
  const rules = [{ most: core.runtimeSettings.current()['limits.captchasPerAddressMinute'], windowMs: 60_000 }];
  // Not `captcha`: sign-in counts failures under that address key, and whoever looks at pictures has failed at nothing.
  await takeAddressBudget(core, 'captcha-picture', caller, rules);
}
