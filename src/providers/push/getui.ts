import { createKeptConnections } from '../vendor-http/connections.ts';
import { createVendorHttp } from '../vendor-http/vendor-http.ts';
import { createGetuiApi, type GetuiSettings } from './getui-api.ts';
import { createGetuiTelling } from './getui-telling.ts';
import { join } from './in-batches.ts';
import { createMasking } from './masking.ts';
import { createPause } from './pause.ts';
import { allOf, defaultRequestMs, failed, type PushVendor, type PushVendorDeps } from './vendor.ts';

const mostConnections = 8;

/** Getui, with a token that all jobs share. */
export function openGetui(settings: GetuiSettings, deps: PushVendorDeps): PushVendor {
  const { clock, observe, requestMs = defaultRequestMs } = deps;
  const masking = createMasking(observe);
  masking.hide(settings.masterSecret);
  const connections = createKeptConnections(mostConnections, requestMs);
  const http = createVendorHttp({ vendor: 'getui', secrets: [], observe: masking.observe, send: connections.send });
  const pause = createPause(clock);
  const { post, tokens } = createGetuiApi(settings, { clock, http, pause, hide: masking.hide, requestMs });
  const tell = createGetuiTelling({ post, pause });
  return {
    async send(message, devices, signal) {
      masking.hide(...devices.map(({ clientId }) => clientId));
      const reason =
        pause.reason() ??
        (await tokens.get().then(
          () => undefined,
          (error: Error) => error.message,
        ));
      if (reason !== undefined) return allOf(devices, failed(reason));
      const alike = Map.groupBy(devices, ({ clientType }) => clientType);
      return join(await Promise.all([...alike.values()].map((group) => tell(message, group, signal))));
    },
    close: async () => connections.close(),
  };
}
