/**
 * What no text of one line may hold, as the inside of a class of a regular expression: what breaks the line, what is not
 * seen, and what turns the order of the text behind it (CVE-2021-42574).
 */
export const notOfOneLine = '\\p{Cc}\\p{Bidi_Control}\\p{Zl}\\p{Zp}';

const broken = new RegExp(`[${notOfOneLine}]`, 'u');

/** Whether a name or a title holds nothing of it; also one that is empty. */
export function isOneLine(text: string): boolean {
  return !broken.test(text);
}
