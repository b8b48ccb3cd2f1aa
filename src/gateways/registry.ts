import { blog } from './blog/index.ts';
import { desktop } from './desktop/index.ts';
import type { GatewayDefinition } from './gateway.ts';
import { mobile } from './mobile/index.ts';
import { panel } from './panel/index.ts';
import { staff } from './staff/index.ts';

/** Every wire contract there is: one line each. */
export const gatewayDefinitions: readonly GatewayDefinition[] = [desktop, mobile, staff, panel, blog];
