import { traits as blog } from '../gateways/blog/traits.ts';
import { traits as desktop } from '../gateways/desktop/traits.ts';
import { traits as mobile } from '../gateways/mobile/traits.ts';
import { traits as panel } from '../gateways/panel/traits.ts';
import { traits as staff } from '../gateways/staff/traits.ts';
import type { ContractTraits } from './traits.ts';

/** Every wire contract there is, in the order in which they are shown: one line each. */
export const contracts = {
  desktop,
  mobile,
  staff,
  panel,
  blog,
} as const satisfies Record<string, ContractTraits>;
