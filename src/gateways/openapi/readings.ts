/** Numbered readings by their number: `M4` -> its text in Markdown. */
export type Readings = ReadonlyMap<string, string>;

/** Reads the numbered readings of `readings.md` files. */
export function readReadings(...pages: string[]): Readings {
  const items = pages.flatMap((page) => page.split(/^(?=- \*\*[A-Z]\d)/m).slice(1));
  return new Map(items.map((item) => [/^- \*\*([A-Z]\d+[a-z]?)/.exec(item)?.[1] ?? '', item.trim()]));
}

/** The readings that a clause names, ranges included: `mobile auth/register, M1, S1–S4`. */
export function namedReadings(clause: string): string[] {
  return [...clause.matchAll(/\b([A-Z])(\d+)([a-z]?)(?:–\1(\d+))?/g)].flatMap(
    ([, letter = '', first = '', suffix = '', last = first]) =>
      Array.from(
        { length: Number(last) - Number(first) + 1 },
        (_, step) => `${letter}${Number(first) + step}${suffix}`,
      ),
  );
}

/** What a `readings.md` says besides its title and where the original stands. */
export function withoutTitle(page: string): string {
  const [, , ...rest] = page.split(/\n{2,}/);
  return rest.join('\n\n').trim();
}
