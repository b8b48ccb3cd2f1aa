import { randomBytes } from 'node:crypto';
import type { PushDevice, PushMessage } from '../../core/ports.ts';
import { createGate } from './gate.ts';
import { type GetuiApi, wordsOf } from './getui-api.ts';
import { readGetuiAnswer, writeGetuiMessage } from './getui-messages.ts';
import { type BatchResult, join, tellInBatches } from './in-batches.ts';
import { createKept } from './kept.ts';
import { type Pause, whyNotNow } from './pause.ts';
import { requestIdOf } from './request-id.ts';
import { allOf, failed, type Outcomes, unregistered } from './vendor.ts';

/** Tells devices of one client type. */
export type GetuiTelling = (
  message: PushMessage,
  devices: readonly PushDevice[],
  signal: AbortSignal,
) => Promise<Outcomes>;

const mostAtOnce = 8;
/** Getui’s own documents say 1,000 in some places and 200 in others. */
const longestList = 200;

/** One device by a single push, more by lists: the message is kept at Getui, and told to cids in batches. */
export function createGetuiTelling({ post, pause }: { post: GetuiApi; pause: Pause }): GetuiTelling {
  const gate = createGate(mostAtOnce);
  const tasks = createKept<string>();

  /** What keeps a request from being made, or how it went wrong, is the outcome of all. */
  const attempt = (batch: readonly PushDevice[], signal: AbortSignal, work: () => Promise<BatchResult>) =>
    gate(async (): Promise<BatchResult> => {
      const reason = whyNotNow(pause, signal);
      if (reason !== undefined) return allOf(batch, failed(reason));
      return work().catch((error: Error) => allOf(batch, failed(error.message)));
    });

  async function tellOne(message: PushMessage, device: PushDevice, signal: AbortSignal): Promise<Outcomes> {
    const result = await attempt([device], signal, async () => {
      const cid = [device.clientId];
      const body = { request_id: requestIdOf(message.key, cid), ...writeGetuiMessage(message, device.clientType) };
      return readGetuiAnswer([device], await post('/push/single/cid', { ...body, audience: { cid } }, signal));
    });
    if (result === 'one-is-invalid') return allOf([device], unregistered);
    return result.size > 0 ? result : allOf([device], failed('getui answers without a status for the device'));
  }

  /**
   * Answers the name under which the task of the message is kept, or what became of all. A repetition within this process
   * takes the same task. Another one is asked for under a request id of its own: keeping a message tells nobody, and what
   * is told by a message that came under a request id that Getui knows is lost.
   */
  async function keepMessage(message: PushMessage, devices: readonly PushDevice[], signal: AbortSignal) {
    const ids = devices.map(({ clientId }) => clientId);
    const name = requestIdOf(message.key, ids);
    const result = await attempt(devices, signal, async () => {
      if (tasks.get(name) !== undefined) return new Map();
      const request_id = randomBytes(16).toString('hex');
      const body = { request_id, ...writeGetuiMessage(message, devices[0]?.clientType) };
      const answer = await post('/push/list/message', body, signal);
      if (answer.code !== 0) return readGetuiAnswer(devices, answer);
      const { taskid } = answer.data;
      if (typeof taskid !== 'string') return allOf(devices, failed('getui keeps a message and names no task'));
      tasks.set(name, taskid);
      return new Map();
    });
    if (result === 'one-is-invalid') return allOf(devices, failed('getui calls a user invalid where none is named'));
    return result.size > 0 ? result : name;
  }

  async function tellList(kept: string, message: PushMessage, batch: readonly PushDevice[], signal: AbortSignal) {
    const body = { taskid: tasks.get(kept), is_async: false, audience: { cid: batch.map(({ clientId }) => clientId) } };
    const result = await attempt(batch, signal, async () => {
      const answer = await post('/push/list/cid', body, signal);
      if (!/taskid/i.test(answer.message)) return readGetuiAnswer(batch, answer);
      // It is kept there for a while only: next time it is made anew.
      tasks.forget(kept);
      return allOf(batch, failed(wordsOf(answer)));
    });
    if (result === 'one-is-invalid') return result;
    // Of whom the answer to a list says nothing, that to a single push does; it may be silent of all, where all are gone.
    const unsaid = batch.filter(({ id }) => !result.has(id));
    return join([result, ...(await Promise.all(unsaid.map((device) => tellOne(message, device, signal))))]);
  }

  return async (message, devices, signal) => {
    const [first] = devices;
    if (first && devices.length === 1) return tellOne(message, first, signal);
    const kept = await keepMessage(message, devices, signal);
    if (typeof kept !== 'string') return kept;
    const tell = (batch: readonly PushDevice[]) => tellList(kept, message, batch, signal);
    return tellInBatches(devices, longestList, { tell, alone: unregistered });
  };
}
