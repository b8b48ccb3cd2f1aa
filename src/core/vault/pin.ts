const longestPin = 200;

/**
 * The pin that names a vault entry, percent-decoded once where it is validly encoded (P3); undefined where it is empty,
 * longer than 200 characters or holds control characters.
 */
export function parsePin(text: string): string | undefined {
  const pin = decodeOnce(text.trim());
  const legible = pin.trim() !== '' && pin.isWellFormed() && !/\p{Cc}/u.test(pin);
  return legible && [...pin].length <= longestPin ? pin : undefined;
}

/** A stray percent sign is part of the pin; a plus sign always is. */
function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
