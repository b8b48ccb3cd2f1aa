import type { ObserveSend, SmsSender } from '../../core/ports.ts';
import { createBreaker } from '../breaker.ts';
import { watchSends } from '../watched-sends.ts';
import { createFailover } from './failover.ts';
import { SmsFailure } from './failure.ts';
import { maskPhone } from './masked-phone.ts';
import type { SmsVendor, VendorDeps } from './vendor.ts';
import { openVendor, type SmsVendorOptions } from './vendors.ts';

/** Where failures are told; a pino logger is one. */
export interface SmsLog {
  info(details: object, words: string): void;
  warn(details: object, words: string): void;
  error(details: object, words: string): void;
}

/** The configured vendors, in the order in which they are asked. */
export type SmsOptions = readonly SmsVendorOptions[];

/** Sends through the first vendor that can; each is guarded by a breaker of its own. */
export function openSms(
  options: SmsOptions,
  deps: VendorDeps & { log?: SmsLog | undefined; observeSend?: ObserveSend | undefined },
): SmsSender {
  const { log, observeSend } = deps;
  const vendors = options.map((each) => {
    const opened = openVendor(each, deps);
    const vendor = observeSend ? watchVendor(opened, observeSend) : opened;
    const onTurn = (state: 'open' | 'closed'): void => {
      if (state === 'open') log?.warn({ vendor: vendor.name }, 'sms vendor fails: it is not asked for 30 s');
      else log?.info({ vendor: vendor.name }, 'sms vendor works again');
    };
    return { vendor, breaker: createBreaker({ onTurn }) };
  });
  return createFailover({ vendors, onFailure: (failure, { to }) => log && tell(log, failure, to) });
}

/** Each try counts: what failover asks of two vendors is told of both. */
function watchVendor({ name, send }: SmsVendor, observe: ObserveSend): SmsVendor {
  const readError = (error: unknown): string => (error instanceof SmsFailure ? error.verdict.reason : 'failed');
  return { name, send: watchSends(send, { channel: 'sms', vendor: name, observe, readError }) };
}

function tell(log: SmsLog, failure: SmsFailure, to: string): void {
  const { vendor, verdict, vendorCode, requestId, message } = failure;
  const details = {
    vendor,
    reason: verdict.reason,
    ...(vendorCode && { vendorCode }),
    // Theirs, not ours.
    ...(requestId && { vendorRequestId: requestId }),
    to: maskPhone(to),
    ...(verdict.mayHaveBeenSent && { mayHaveBeenSent: true }),
    why: message,
    ...(verdict.correct && { correct: verdict.correct }),
  };
  if (verdict.reason === 'misconfigured') log.error(details, 'sms not sent: the configuration must be corrected');
  else log.warn(details, 'sms not sent');
}
