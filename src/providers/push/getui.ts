import { createGetuiApi, type GetuiSettings } from './getui-api.ts';
import { createGetuiTelling } from './getui-telling.ts';
import { join } from './in-batches.ts';
import { createPause } from './pause.ts';
import { openPushHttp } from './push-http.ts';
import { allOf, failed, type PushVendor, type PushVendorDeps } from './vendor.ts';

const mostConnections = 8;

/** Getui, with a token that all jobs share. */
export function openGetui(settings: GetuiSettings, deps: PushVendorDeps): PushVendor {
  const { clock } = deps;
  const { http, hide, close } = openPushHttp('getui', mostConnections, deps);
  hide(settings.masterSecret);
  const pause = createPause(clock);
  const { post, tokens } = createGetuiApi(settings, { clock, http, pause, hide });
  const tell = createGetuiTelling({ post, pause });
  return {
    async send(message, devices, signal) {
      hide(...devices.map(({ clientId }) => clientId));
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
    close,
  };
}
