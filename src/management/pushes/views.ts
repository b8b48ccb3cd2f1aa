import type { CreatedPush, LoggedPush } from '../../core/pushes/pushes.ts';
import { printTime } from '../schemas.ts';
import type { PushDetail, PushView } from './schemas.ts';

/** One push as it is answered. */
export function viewPush(push: LoggedPush): PushView {
  return {
    id: push.id,
    title: push.title,
    body: push.body,
    state: stateOf(push),
    recipientCount: push.scope === 0 ? null : push.recipient_count,
    sender: { id: push.manager_id, name: push.manager_name },
    sendAt: printTime(push.send_at),
    releasedAt: printTime(push.released_at),
    cancelledAt: printTime(push.cancelled_at),
    devices: {
      addressed: push.device_count,
      delivered: push.delivered_count,
      failed: push.failed_count,
      unregistered: push.unregistered_count,
      complete: push.dispatched_at !== null,
    },
    createdAt: printTime(push.created_at),
    updatedAt: printTime(push.updated_at),
    version: push.updated_at,
  };
}

/** The same with whom it is addressed to. */
export function viewDetail(push: CreatedPush): PushDetail {
  return { ...viewPush(push), recipients: push.recipients };
}

function stateOf(push: LoggedPush): PushView['state'] {
  if (push.cancelled_at !== null) return 'cancelled';
  if (push.released_at === null) return 'scheduled';
  const tried = push.delivered_count + push.failed_count + push.unregistered_count;
  if (push.dispatched_at === null || tried < push.device_count) return 'sending';
  return push.status === 2 ? 'failed' : 'sent';
}
