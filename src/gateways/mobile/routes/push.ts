import type { FastifyInstance } from 'fastify';
import { flag, object, type Static, text } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { viewDevice } from '../views.ts';

const clientId = text('客户端ID', '1~200 个可见字符', { pattern: '^\\P{C}{1,200}$' });

const Bind = object({
  client_id: clientId,
  client_type: text('客户端类型', 'android 或 ios', { pattern: '^(android|ios)$' }),
});
const Client = object({ client_id: clientId });
const Switch = object({ switch: flag('推送开关状态', 'true 或 false') });

/** mobile `/api/push/bind` and `/api/push/switch` (M7). */
export function registerPushRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { devices } = context.core;
  const onRequest = requireToken(context);

  app.post('/api/push/bind', { onRequest, schema: { body: Bind } }, async (request) => {
    const { client_id: clientId, client_type: clientType } = request.body as Static<typeof Bind>;
    const device = await devices.bind(request.signedIn.account.id, { clientId, clientType });
    return success(viewDevice(device, context));
  });

  app.get('/api/push/switch/:client_id', { onRequest, schema: { params: Client } }, async (request) => {
    const { client_id } = request.params as Static<typeof Client>;
    return success(viewDevice(await devices.get(request.signedIn.account.id, client_id), context));
  });

  const schema = { params: Client, body: Switch };
  app.put('/api/push/switch/:client_id', { onRequest, schema }, async (request) => {
    const { client_id } = request.params as Static<typeof Client>;
    const body = request.body as Static<typeof Switch>;
    await devices.setEnabled(request.signedIn.account.id, client_id, body.switch);
    return success({});
  });
}
