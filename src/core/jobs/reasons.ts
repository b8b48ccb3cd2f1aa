const localParts = /[^\s<>"'()[\]:;,@]+@/g;
const queries = /(https?:\/\/[^\s?#]+)[?#]\S*/g;
const longNumbers = /\+?\d[\d -]{5,}\d/g;

/**
 * Why a job failed, as operators read it. What a vendor answers may repeat whom it was about: e-mail addresses, phones and
 * what a link ends with are masked, for whoever may look at jobs need not be one who may look at accounts.
 */
export function maskReason(reason: string): string {
  return reason
    .replace(queries, '$1?…')
    .replace(localParts, '…@')
    .replace(longNumbers, (number) => `…${number.slice(-2)}`);
}
