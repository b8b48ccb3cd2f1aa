/**
 * Less than 0 where one version is older than another, more where it is newer, 0 where they count as equal, as the server
 * orders releases (desktop D2): dotted parts as numbers where both are, a number before any other text, parts left out as
 * zeros, semver's rule for pre-releases, `+build` ignored.
 */
export function compareVersions(one: string | number, other: string | number): number {
  const [left, right] = [readVersion(one), readVersion(other)];
  const order = compareLists(left.release, right.release);
  if (order !== 0 || (!left.preRelease && !right.preRelease)) return order;
  if (!left.preRelease || !right.preRelease) return left.preRelease ? -1 : 1;
  return compareLists(left.preRelease, right.preRelease);
}

function readVersion(version: string | number): { release: string[]; preRelease: string[] | undefined } {
  const [precedence = ''] = String(version).split('+', 1);
  const dash = precedence.indexOf('-');
  const release = (dash < 0 ? precedence : precedence.slice(0, dash)).split('.');
  while (/^0*$/.test(release.at(-1) ?? '1')) release.pop();
  return { release, preRelease: dash < 0 ? undefined : precedence.slice(dash + 1).split('.') };
}

/** The first difference decides; of two that begin alike the shorter is older. */
function compareLists(left: readonly string[], right: readonly string[]): number {
  for (const [index, part] of left.entries()) {
    const counterpart = right[index];
    if (counterpart === undefined) return 1;
    const order = compareParts(part, counterpart);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareParts(left: string, right: string): number {
  const [isNumber, isOtherNumber] = [/^\d*$/.test(left), /^\d*$/.test(right)];
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  if (!isNumber) return compareTexts(left, right);
  const [digits, otherDigits] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')];
  return digits.length - otherDigits.length || compareTexts(digits, otherDigits);
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
