import { operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { PanelTokenView } from './schemas.ts';

/** The token of the scripts that put keys into the vault (panel P5). */
export function registerPanelTokenRoutes(app: ManagementApp, { core: { panelToken } }: ManagementContext): void {
  app.post(
    '/panel-token/reset',
    {
      config: { access: 'keys:write', creates: true, confirmed: true },
      schema: {
        tags: ['Vault'],
        summary: 'Put a new panel token in place of the old one, which ends at once',
        response: { 201: PanelTokenView },
      },
    },
    async (request, reply) => reply.code(201).send({ token: await panelToken.replace(operatorOf(request)) }),
  );
}
