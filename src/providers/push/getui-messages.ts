import type { PushDevice, PushMessage, PushOutcome } from '../../core/ports.ts';
import { asObject } from '../vendor-http/json.ts';
import { type GetuiAnswer, wordsOf } from './getui-api.ts';
import type { BatchResult } from './in-batches.ts';
import { allOf, delivered, failed, type Outcomes, refused, unregistered } from './vendor.ts';
import { cutToLength } from './words.ts';

const longestTitle = 50;
const longestBody = 256;
const dayMs = 24 * 3_600_000;
const invalidParameter = 20001;

/** A later message with the same notify_id replaces an earlier one on the phone. iOS shows what goes by APNs alone. */
export function writeGetuiMessage({ pushId, title, body }: PushMessage, clientType: string | undefined) {
  const words = { title: cutToLength(title, longestTitle), body: cutToLength(body, longestBody) };
  const notification = { ...words, click_type: 'startapp', notify_id: pushId % 2 ** 31 };
  const ios = { type: 'notify', aps: { alert: words, 'content-available': 0 } };
  return {
    settings: { ttl: dayMs },
    push_message: { notification },
    ...(clientType === 'ios' && { push_channel: { ios } }),
  };
}

/** What an answer says of those who were to be told; of whom it is silent there is no outcome. */
export function readGetuiAnswer(batch: readonly PushDevice[], answer: GetuiAnswer): BatchResult {
  const { code, message, data } = answer;
  if (code === 0) return readStatuses(batch, data);
  const words = wordsOf(answer);
  if (code !== invalidParameter || answer.status >= 500) return allOf(batch, failed(words));
  // The same code is said of everything that is wrong with a request.
  return /target user is invalid/i.test(message) ? 'one-is-invalid' : allOf(batch, refused(words));
}

/** `{"<task>": {"<cid>": "<status>"}}` */
function readStatuses(batch: readonly PushDevice[], data: Record<string, unknown>): Outcomes {
  const [task] = Object.values(data);
  const statuses = asObject(task) ?? {};
  const outcomes: Outcomes = new Map();
  for (const { id, clientId } of batch) {
    const status = Object.hasOwn(statuses, clientId) ? statuses[clientId] : undefined;
    if (typeof status === 'string') outcomes.set(id, outcomeOf(status));
  }
  return outcomes;
}

function outcomeOf(status: string): PushOutcome {
  if (/^successed_(online|offline|async)$/.test(status)) return delivered;
  if (status === 'successed_ignore') return refused('getui passes over devices that were not active for 90 days');
  // Others speak of the app or of a tag as invalid: then the settings are wrong, and not the device.
  const isGone = /^(target user is invalid|TokenMD5(Error|NoUsers))$/i.test(status);
  return isGone ? unregistered : failed(`getui says ${status.slice(0, 100)}`);
}
