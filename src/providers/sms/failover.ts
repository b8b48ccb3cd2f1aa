import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../core/errors.ts';
import type { SmsCode, SmsReceipt, SmsSender } from '../../core/ports.ts';
import type { Breaker } from '../breaker.ts';
import { hideCode, SmsFailure } from './failure.ts';
import type { SmsVendor } from './vendor.ts';
import { mayHaveFailed, refusesService } from './verdicts.ts';

/** A vendor and what guards it. */
export interface GuardedVendor {
  vendor: SmsVendor;
  breaker: Breaker;
}

interface Options {
  /** In the order in which they are asked. */
  vendors: readonly GuardedVendor[];
  /** Is told of each vendor that did not send, and of each send that was not begun. */
  onFailure(failure: SmsFailure, message: SmsCode): void;
  deadlineMs?: number;
  /** More sends at once than this are refused, so that a vendor that hangs does not fill the memory. */
  maxInFlight?: number;
  pauseMs?: number;
}

// A vendor that does not even end when it is told to is left behind.
const graceMs = 200;

/**
 * Asks one vendor after the other until one sends, within a deadline. Where a message may have left already, nobody else
 * is asked and nothing is repeated: never two codes for one click.
 */
export function createFailover(options: Options): SmsSender {
  const { vendors, onFailure, deadlineMs = 3_000, maxInFlight = 500, pauseMs = 100 } = options;
  let inFlight = 0;

  /** Asks one vendor; once for each message a second time, where it could not be reached or said that it did nothing. */
  async function ask(vendor: SmsVendor, message: SmsCode, signal: AbortSignal, left: { repeats: number }) {
    try {
      return await untilGivenUp(vendor, message, signal);
    } catch (error) {
      const failure = asSmsFailure(vendor.name, error);
      const { reason, mayHaveBeenSent } = failure.verdict;
      if (left.repeats === 0 || reason !== 'unavailable' || mayHaveBeenSent) throw failure;
      left.repeats -= 1;
      await delay(pauseMs);
      if (signal.aborted) throw failure;
      return untilGivenUp(vendor, message, signal);
    }
  }

  async function deliver(message: SmsCode, signal: AbortSignal): Promise<SmsReceipt> {
    const left = { repeats: 1 };
    let last: SmsFailure | undefined;
    for (const { vendor, breaker } of vendors) {
      const pass = breaker.enter();
      if (!pass) continue;
      try {
        const receipt = await ask(vendor, message, signal, left);
        pass.end(true);
        return receipt;
      } catch (error) {
        last = hideCode(asSmsFailure(vendor.name, error), message.code);
        pass.end(!countsAgainstVendor(last));
        onFailure(last, message);
        if (!mayAskNext(last) || signal.aborted) break;
      }
    }
    if (last) throw last;
    throw notBegun('no vendor works at present', message);
  }

  function notBegun(words: string, message: SmsCode): SmsFailure {
    const failure = new SmsFailure('sms', refusesService, { words });
    onFailure(failure, message);
    return failure;
  }

  return {
    canSend: () => inFlight < maxInFlight && vendors.some(({ breaker }) => breaker.isPassable()),
    async sendCode(message, limits = {}) {
      const withinMs = Math.min(limits.deadlineMs ?? deadlineMs, deadlineMs);
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), withinMs);
      inFlight += 1;
      try {
        if (withinMs <= 0) throw notBegun('its time was up before it began', message);
        if (inFlight > maxInFlight) throw notBegun(`${maxInFlight} messages are being sent already`, message);
        return await deliver(message, deadline.signal);
      } catch (error) {
        throw asDomainError(error);
      } finally {
        inFlight -= 1;
        clearTimeout(timer);
      }
    },
  };
}

async function untilGivenUp({ name, send }: SmsVendor, message: SmsCode, signal: AbortSignal): Promise<SmsReceipt> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => {
    setTimeout(() => reject(new SmsFailure(name, mayHaveFailed, { words: 'did not end in time' })), graceMs);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([send(message, signal), never]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** What is not a vendor's word is a fault of ours, after which nobody knows whether the message left. */
function asSmsFailure(vendor: string, error: unknown): SmsFailure {
  if (error instanceof SmsFailure) return error;
  return new SmsFailure(vendor, mayHaveFailed, { words: 'failed within Portico', cause: error });
}

function mayAskNext({ verdict }: SmsFailure): boolean {
  return !verdict.mayHaveBeenSent && verdict.concerns !== 'recipient';
}

function countsAgainstVendor({ verdict }: SmsFailure): boolean {
  return verdict.concerns === 'vendor' && (verdict.reason === 'unavailable' || verdict.reason === 'misconfigured');
}

function asDomainError(error: unknown): DomainError {
  const failure = asSmsFailure('sms', error);
  const { reason, mayHaveBeenSent } = failure.verdict;
  return new DomainError(`sms.${reason}`, mayHaveBeenSent ? { mayHaveBeenSent } : {}, failure);
}
