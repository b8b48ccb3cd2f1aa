import { contracts } from '../contracts/registry.ts';
import type { GatewayDefinition } from './gateway.ts';

/** The gateway of every registered contract; loaded with this module. Throws where one takes another's name. */
export const gatewayDefinitions: readonly GatewayDefinition[] = await Promise.all(
  Object.values(contracts).map(async ({ name, load }) => {
    const definition: GatewayDefinition = await load();
    if (definition.name === name) return definition;
    throw new Error(`the gateway in src/gateways/${name}/ calls itself ${definition.name}`);
  }),
);
