import { DomainError } from '../core/errors.ts';
import type { EmailSender, ObserveSend, PushSender, SendChannel, SmsSender, WebhookSender } from '../core/ports.ts';

/** What came of one send, and of how many messages in it. */
type Outcomes = ReadonlyMap<string, number>;

interface Told<Result> {
  channel: SendChannel;
  vendor: string;
  observe: ObserveSend;
  /** One message, sent, unless told. */
  read?(result: Result): Outcomes;
  /** The failure's own word for it; its code's, unless told. */
  readError?(error: unknown): string;
}

/** The same function, of whose every outcome `observe` is told. */
export function watchSends<Args extends unknown[], Result>(
  send: (...args: Args) => Promise<Result>,
  { channel, vendor, observe, read = sentOne, readError = wordOf }: Told<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const startedAt = performance.now();
    const tell = (outcomes: Outcomes): void => observe({ channel, vendor, outcomes, startedAt });
    try {
      const result = await send(...args);
      tell(read(result));
      return result;
    } catch (error) {
      tell(new Map([[readError(error), 1]]));
      throw error;
    }
  };
}

/** The same sender, watched. */
export function watchSms(sender: SmsSender, vendor: string, observe: ObserveSend): SmsSender {
  return { ...sender, sendCode: watchSends(sender.sendCode, { channel: 'sms', vendor, observe }) };
}

/** The same sender, watched. */
export function watchEmail<Sender extends EmailSender>(sender: Sender, vendor: string, observe: ObserveSend): Sender {
  return { ...sender, send: watchSends(sender.send, { channel: 'email', vendor, observe }) };
}

/** The same sender, watched: each device counts. */
export function watchPush<Sender extends PushSender>(sender: Sender, vendor: string, observe: ObserveSend): Sender {
  const read = (outcomes: Awaited<ReturnType<PushSender['send']>>): Outcomes =>
    countBy([...outcomes.values()].map(({ result }) => result));
  return { ...sender, send: watchSends(sender.send, { channel: 'push', vendor, observe, read }) };
}

/** The same sender, watched: its failures are outcomes, since it throws nothing. */
export function watchWebhooks(sender: WebhookSender, observe: ObserveSend): WebhookSender {
  const read = ({ failure }: Awaited<ReturnType<WebhookSender['send']>>): Outcomes =>
    new Map([[failure ?? 'delivered', 1]]);
  return { ...sender, send: watchSends(sender.send, { channel: 'webhook', vendor: 'endpoint', observe, read }) };
}

const sentOne = (): Outcomes => new Map([['sent', 1]]);

function countBy(words: readonly string[]): Outcomes {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** `sms.throttled` is `throttled`: which channel it is of is told beside it. */
function wordOf(error: unknown): string {
  return error instanceof DomainError ? (error.code.split('.')[1] ?? error.code) : 'failed';
}
