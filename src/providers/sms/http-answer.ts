import type { Clock, SmsReceipt } from '../../core/ports.ts';
import type { VendorAnswer } from '../vendor-http/vendor-http.ts';
import { asText } from './as-text.ts';
import { describeWrongClock } from './clock-words.ts';
import { SmsFailure, type SmsReason, type SmsVerdict } from './failure.ts';
import {
  accountThrottled,
  mayHaveFailed,
  outOfCredit,
  recipientRejected,
  refusesService,
  wrongAccount,
} from './verdicts.ts';

/** How the answers of the generic adapter's vendor are read: what is given of a success must all be so. */
export interface HttpAnswerOptions {
  success: {
    /** None: 200 to 299. */
    statuses: readonly number[];
    /** A JSON pointer and the text that must stand there. */
    pointer: string | undefined;
    equals: string;
    contains: string | undefined;
    pattern: RegExp | undefined;
  };
  /** Texts that mean a failure of the closed list, wherever they stand in the answer. */
  failures: Record<SmsReason, readonly string[]>;
  /** JSON pointers to what a receipt and a log should tell. */
  codePointer: string | undefined;
  requestIdPointer: string | undefined;
  bizIdPointer: string | undefined;
}

const vendor = 'http';
// A pattern that was written badly must not keep everybody waiting.
const longestMatchedText = 8 * 1024;
// No vendor is content with less.
const worstClockMs = 60_000;

const verdicts: Record<SmsReason, SmsVerdict> = {
  throttled: accountThrottled,
  out_of_credit: outOfCredit,
  rejected: recipientRejected,
  unavailable: refusesService,
  misconfigured: wrongAccount('PORTICO_SMS_HTTP_…: the vendor refuses what it is sent, or who sends it'),
};

interface Deps {
  clock: Clock;
  /** Takes secrets out of what the vendor says: it is logged and passed on. */
  hide(text: string): string;
}

/** The receipt, where it is one. Throws SmsFailure. */
export function readHttpAnswer(answer: VendorAnswer, options: HttpAnswerOptions, { clock, hide }: Deps): SmsReceipt {
  const json = parse(answer.body);
  const at = (pointer: string | undefined): string =>
    pointer === undefined ? '' : hide(asText(findAt(json, pointer)));
  const vendorCode = at(options.codePointer) || String(answer.status);
  const requestId = at(options.requestIdPointer);
  const failed = (verdict: SmsVerdict): never => {
    throw new SmsFailure(vendor, verdict, { vendorCode, requestId });
  };
  if (isSuccess(answer, json, options.success)) {
    return { Message: 'OK', RequestId: requestId, Code: 'OK', BizId: at(options.bizIdPointer) };
  }
  const named = Object.entries(options.failures).find(([, texts]) => texts.some((text) => answer.body.includes(text)));
  const reason = named?.[0] as SmsReason | undefined;
  if (reason === 'misconfigured') failed(describeMisconfiguration(answer, clock));
  if (reason) failed(verdicts[reason]);
  const isSilent =
    answer.status < 300 && !isWord(answer.body, [at(options.success.pointer), at(options.codePointer)], options);
  return failed(isSilent ? mayHaveFailed : judgeStatus(answer.status));
}

/** A vendor that refuses may hold our time for wrong, whatever its words are; its own stands in the answer. */
function describeMisconfiguration({ headers }: VendorAnswer, clock: Clock): SmsVerdict {
  const offMs = Math.abs(clock.now() - Date.parse(headers.get('date') ?? ''));
  if (!(offMs > worstClockMs)) return verdicts.misconfigured;
  return wrongAccount(`${verdicts.misconfigured.correct}; or ${describeWrongClock(clock, headers.get('date'))}`);
}

/** Whether an answer is the vendor's word at all, not a page of something that stands before it. */
function isWord(body: string, found: readonly string[], { success, codePointer }: HttpAnswerOptions): boolean {
  if (success.pointer ?? codePointer) return found.some(Boolean);
  return body.trim() !== '' && !/^\s*<(!doctype|html)/i.test(body);
}

function isSuccess({ status, body }: VendorAnswer, json: unknown, success: HttpAnswerOptions['success']): boolean {
  const { statuses, pointer, equals, contains, pattern } = success;
  const isExpected = statuses.length > 0 ? statuses.includes(status) : status >= 200 && status < 300;
  return (
    isExpected &&
    (pointer === undefined || asText(findAt(json, pointer)) === equals) &&
    (contains === undefined || body.includes(contains)) &&
    (pattern === undefined || pattern.test(body.slice(0, longestMatchedText)))
  );
}

/** What a status tells by itself. */
function judgeStatus(status: number): SmsVerdict {
  // A success test that is written wrongly calls a message refused that has left; 303 sends on from what was done.
  if (status < 300 || status === 303) return { ...verdicts.rejected, mayHaveBeenSent: true };
  if (status >= 500) return mayHaveFailed;
  if (status === 429) return verdicts.throttled;
  if (status === 402) return verdicts.out_of_credit;
  const isOurFault = [401, 403, 404, 405, 415].includes(status) || (status >= 300 && status < 400);
  return isOurFault ? verdicts.misconfigured : verdicts.rejected;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a JSON pointer (RFC 6901) leads to; true and false as texts. */
function findAt(json: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  const found = steps.reduce<unknown>((value, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    return (value as Record<string, unknown>)[name];
  }, json);
  return typeof found === 'boolean' ? String(found) : found;
}
