import type { JobHandlers } from '../core/jobs/job-kinds.ts';
import type { Mails } from '../core/mails/mails.ts';
import { createPushDelivery } from '../core/pushes/delivery.ts';
import type { WebhookDelivery } from '../core/webhooks/delivery.ts';
import type { Foundation } from './foundation.ts';
import type { Outside } from './outside.ts';

/** How each kind of job is done. */
export function jobHandlers(
  foundation: Foundation,
  { push, localChannels }: Outside,
  { mails, webhooks }: { mails: Mails; webhooks: WebhookDelivery },
): JobHandlers {
  const { files } = foundation;
  const delivery = createPushDelivery({ ...foundation, sender: push });
  return {
    email: {
      concurrency: 4,
      isLocal: localChannels.includes('email'),
      async run(request, { key }) {
        await mails.send(request, key);
        return undefined;
      },
      about: ({ purpose }) => `mail:${purpose}`,
    },
    push: {
      concurrency: 4,
      isLocal: localChannels.includes('push'),
      run: delivery.send,
      giveUp: delivery.giveUp,
      revive: delivery.revive,
      about: ({ pushId }) => `push:${pushId}`,
    },
    'push-devices': {
      concurrency: 1,
      isLocal: localChannels.includes('push'),
      neverGivenUp: true,
      run: async (progress) => ({ settle: delivery.addressNext(progress) }),
      about: ({ pushId }) => `push:${pushId}`,
    },
    webhook: {
      concurrency: 8,
      isLocal: false,
      run: webhooks.send,
      giveUp: webhooks.giveUp,
      revive: webhooks.revive,
      about: ({ deliveryId }) => `webhook-delivery:${deliveryId}`,
    },
    'remove-file': {
      concurrency: 1,
      isLocal: true,
      neverGivenUp: true,
      async run({ name }) {
        await files.remove(name);
        return undefined;
      },
    },
  };
}
