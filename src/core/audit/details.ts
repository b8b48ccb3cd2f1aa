/** The members that a change says anew, by the names that they have there: as `fields` among an entry's details. */
export function namesOf(change: object): string[] {
  return Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : name));
}

/** The details of an entry; in a log that somebody tampered with they can be anything, which is told as `text`. */
export function readDetails(text: string): Record<string, unknown> {
  try {
    const details: unknown = JSON.parse(text);
    if (typeof details === 'object' && details !== null && !Array.isArray(details)) return { ...details };
  } catch {
    // Told below, as anything else that no entry of ours says.
  }
  return { text };
}
