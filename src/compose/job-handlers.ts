import { DomainError } from '../core/errors.ts';
import type { ForgottenPasswords } from '../core/forgotten-passwords/forgotten-passwords.ts';
import { DeadJobError, type JobHandlers } from '../core/jobs/job-kinds.ts';
import type { Mails } from '../core/mails/mails.ts';
import { createPushDelivery } from '../core/pushes/delivery.ts';
import type { WebhookDelivery } from '../core/webhooks/delivery.ts';
import type { Foundation } from './foundation.ts';
import type { Outside } from './outside.ts';

/** What the handlers call. */
interface Parts {
  mails: Mails;
  webhooks: WebhookDelivery;
  answerForgotten: ForgottenPasswords['answer'];
}

/** How each kind of job is done. */
export function jobHandlers(foundation: Foundation, { push, localChannels }: Outside, parts: Parts): JobHandlers {
  const { files, storage } = foundation;
  const { mails, webhooks, answerForgotten } = parts;
  const delivery = createPushDelivery({ ...foundation, sender: push });
  return {
    email: {
      concurrency: 4,
      isLocal: localChannels.includes('email'),
      async run(request, run) {
        await mails.send(request, run).catch(endRefused);
        return undefined;
      },
      about: ({ purpose }) => `mail:${purpose}`,
    },
    // Never waited for, not even where nothing leaves the machine: how long that takes would tell who has an account.
    'forgotten-password': { concurrency: 1, isLocal: false, run: answerForgotten },
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
      isLocal: storage.isLocal,
      neverGivenUp: true,
      async run({ name }) {
        await files.remove(name);
        return undefined;
      },
    },
  };
}

/** What is refused for good is refused tomorrow, too; the reason says in whose words. Everything else is tried again. */
function endRefused(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  const reason = error.cause instanceof Error ? `${error.code}: ${error.cause.message}` : error.code;
  throw error.code === 'email.rejected' ? new DeadJobError(reason) : new Error(reason, { cause: error });
}
