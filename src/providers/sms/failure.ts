/** The closed list of what keeps an SMS from being sent. */
export const smsReasons = ['throttled', 'out_of_credit', 'rejected', 'unavailable', 'misconfigured'] as const;
export type SmsReason = (typeof smsReasons)[number];

/**
 * What a vendor's word means. `concerns` tells whom it would be in vain to ask again: this vendor, whatever is sent; this
 * vendor with such a message or to such a country; or, where it is the `recipient`, any vendor.
 */
export interface SmsVerdict {
  reason: SmsReason;
  concerns: 'vendor' | 'message' | 'recipient';
  /** The message may have left all the same. */
  mayHaveBeenSent?: boolean;
  /** What an operator should correct, in words. */
  correct?: string;
}

/** A vendor did not send, or may have. Its message holds neither the code nor a secret. */
export class SmsFailure extends Error {
  readonly vendor: string;
  readonly verdict: SmsVerdict;
  /** The vendor's own code and its id of the request, where it gave them. */
  readonly vendorCode: string | undefined;
  readonly requestId: string | undefined;

  constructor(
    vendor: string,
    verdict: SmsVerdict,
    details: { words?: string; vendorCode?: string; requestId?: string; cause?: unknown } = {},
  ) {
    const { words = verdict.correct, vendorCode, requestId, cause } = details;
    const told = [vendorCode, words].filter(Boolean).join(': ');
    super(`${vendor}, ${verdict.reason}${told && `: ${told}`}`, cause === undefined ? undefined : { cause });
    this.name = 'SmsFailure';
    this.vendor = vendor;
    this.verdict = verdict;
    this.vendorCode = vendorCode;
    this.requestId = requestId;
  }
}

/** The same failure without the code in it: a vendor may repeat in its own words what it was sent. */
export function hideCode(failure: SmsFailure, code: string): SmsFailure {
  const { vendor, verdict, vendorCode, requestId, cause } = failure;
  if (!`${vendorCode} ${requestId}`.includes(code)) return failure;
  const hide = (text = ''): string => text.replaceAll(code, '******');
  return new SmsFailure(vendor, verdict, { vendorCode: hide(vendorCode), requestId: hide(requestId), cause });
}
