import type { ObserveSend, PushDevice, PushSender } from '../../core/ports.ts';
import { watchPush } from '../watched-sends.ts';
import type { PushVendor, PushVendorDeps } from './vendor.ts';
import { allOf, failed, type Outcomes, refused } from './vendor.ts';
import type { PushVendorName } from './vendor-names.ts';
import { openPushVendor, type PushVendorSettings } from './vendors.ts';

/** Which vendor tells the devices of which client type, and the settings of those vendors. */
export interface PushSettings {
  /** By client type: `android`, `ios`. A token belongs to one vendor, so that there is one for each type. */
  routes: Readonly<Record<string, PushVendorName>>;
  vendors: Partial<PushVendorSettings>;
}

/** Opens the vendors that are named, and sends each device's push through that of its client type. */
export function openPushRoute(
  { routes, vendors }: PushSettings,
  deps: PushVendorDeps & { observeSend?: ObserveSend | undefined },
): PushVendor {
  const { observeSend } = deps;
  const names = [...new Set(Object.values(routes))];
  const open = (name: PushVendorName): PushVendor => {
    const vendor = openPushVendor(name, vendors[name] as never, deps);
    return observeSend ? watchPush(vendor, name, observeSend) : vendor;
  };
  const opened = new Map(names.map((name) => [name, open(name)]));
  const byType = new Map(Object.entries(routes).map(([type, name]) => [type, opened.get(name) as PushVendor]));
  return {
    ...createPushRoute(byType),
    async close() {
      await Promise.all([...opened.values()].map((vendor) => vendor.close()));
    },
  };
}

/** What one vendor cannot do holds up no other; a device whose type has no vendor is refused. */
export function createPushRoute(byType: ReadonlyMap<string, PushSender>): PushSender {
  return {
    async send(message, devices, signal) {
      const groups = Map.groupBy(devices, ({ clientType }) => byType.get(clientType));
      const told = [...groups].map(([vendor, group]): Promise<Outcomes> | Outcomes => {
        if (!vendor) return refuseAll(group);
        return vendor.send(message, group, signal).catch((error: Error) => allOf(group, failed(error.message)));
      });
      return new Map((await Promise.all(told)).flatMap((outcomes) => [...outcomes]));
    },
  };
}

function refuseAll(devices: readonly PushDevice[]): Outcomes {
  const words = (clientType: string): string => `no push vendor is configured for ${clientType}`;
  return new Map(devices.map(({ id, clientType }) => [id, refused(words(clientType))]));
}
