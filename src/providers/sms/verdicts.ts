import type { SmsVerdict } from './failure.ts';

/** A vendor's codes, each with what it means. One that ends with `.` stands for all that begin so. */
export type VerdictTable = Readonly<Record<string, SmsVerdict>>;

/** What nobody documented is a refusal, and for all that we know the message was sent to nobody else either. */
const unknown: SmsVerdict = { reason: 'rejected', concerns: 'recipient' };

/** What a code means: that code itself, else the family to which it belongs, else what the status tells. */
export function findVerdict(table: VerdictTable, code: string, status: number): SmsVerdict {
  const name = [code, `${code.split('.')[0]}.`].find((each) => Object.hasOwn(table, each));
  return (name && table[name]) || (status >= 500 ? mayHaveFailed : unknown);
}

/** The account may not send so many. */
export const accountThrottled: SmsVerdict = { reason: 'throttled', concerns: 'vendor' };
/** This recipient has had enough. */
export const recipientThrottled: SmsVerdict = { reason: 'throttled', concerns: 'recipient' };
/** There is nothing left to pay with. */
export const outOfCredit: SmsVerdict = { reason: 'out_of_credit', concerns: 'vendor' };
/** That number is none, or wants none. */
export const recipientRejected: SmsVerdict = { reason: 'rejected', concerns: 'recipient' };
/** Not to that country, with that template. */
export const destinationRejected: SmsVerdict = { reason: 'rejected', concerns: 'message' };
/** The vendor says that it did nothing. */
export const refusesService: SmsVerdict = { reason: 'unavailable', concerns: 'vendor' };
/** The vendor failed, nobody knows how far it had come. */
export const mayHaveFailed: SmsVerdict = { reason: 'unavailable', concerns: 'vendor', mayHaveBeenSent: true };

/** The account, or what it is reached with, is wrong. */
export const wrongAccount = (correct: string): SmsVerdict => ({ reason: 'misconfigured', concerns: 'vendor', correct });
/** The template, the sign name or what is put into them is wrong. */
export const wrongMessage = (correct: string): SmsVerdict => ({
  reason: 'misconfigured',
  concerns: 'message',
  correct,
});
