import type { GatewayDefinition } from '../gateway.ts';
import { writeError } from './errors.ts';
import { registerAccountRoutes } from './routes/accounts.ts';

/** The contract of the scripts that push third-party accounts into the panel. */
export const panel: GatewayDefinition = {
  name: 'panel',
  writeError,
  loadDocument: async () => (await import('./document.ts')).document,
  register: registerAccountRoutes,
};
