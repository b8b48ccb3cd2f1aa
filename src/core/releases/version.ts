const shape = /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/;

/** Whether a text is a version: 1–64 of `[0-9A-Za-z.+_-]`, beginning alphanumeric, without `..` (D2). */
export function isVersion(text: string): boolean {
  return shape.test(text) && !text.includes('..');
}

/**
 * A text of digits that sorts, character by character, in the order of the versions (D2): dotted parts as numbers where
 * both are, a number before any other text, parts left out as zeros, semver's rule for pre-releases, `+build` ignored.
 * Versions that count as equal have equal keys. Digits alone, because every database collation agrees on those.
 */
export function versionOrder(version: string): string {
  const [precedence = ''] = version.split('+', 1);
  const dash = precedence.indexOf('-');
  if (dash === -1) return `${orderOfRelease(precedence)}${endOfRelease}`;
  const identifiers = precedence.slice(dash + 1).split('.');
  return `${orderOfRelease(precedence.slice(0, dash))}${startOfPreRelease}${identifiers.map(orderOfPart).join('')}`;
}

// In the order in which they sort: 1.0-rc, 1.0, 1.0.1, 1.0.a.
const startOfPreRelease = '0';
const endOfRelease = '1';
const startOfNumber = '2';
const startOfText = '3';
const endOfText = '00';

function orderOfRelease(release: string): string {
  const parts = release.split('.');
  while (/^0*$/.test(parts.at(-1) ?? '1')) parts.pop();
  return parts.map(orderOfPart).join('');
}

function orderOfPart(part: string): string {
  if (/^\d*$/.test(part)) {
    const digits = part.replace(/^0+/, '');
    return `${startOfNumber}${String(digits.length).padStart(2, '0')}${digits}`;
  }
  // The characters of a version lie between '+' (43) and 'z' (122): two digits each.
  const characters = [...part].map((character) => character.charCodeAt(0) - 33);
  return `${startOfText}${characters.join('')}${endOfText}`;
}
