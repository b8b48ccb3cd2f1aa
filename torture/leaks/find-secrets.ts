import { spellingsOf } from './spellings.ts';

/** Something that nobody may read anywhere but where it was told. */
export interface Secret {
  what: string;
  value: string;
}

/** Shorter ones stand in longer words by chance, so that they count only where they stand alone. */
export const shortestAnywhere = 8;
const asText = (place: Buffer): string => place.toString('latin1');

/** The secrets that stand in those bytes, in whatever spelling. */
export function findSecrets(place: Buffer, secrets: readonly Secret[]): Secret[] {
  return secrets.filter(({ value }) =>
    spellingsOf(value).some((spelling) =>
      spelling.length >= shortestAnywhere ? place.includes(spelling) : standsAlone(place, spelling),
    ),
  );
}

function standsAlone(place: Buffer, spelling: string): boolean {
  if (!place.includes(spelling)) return false;
  return new RegExp(`(?<![\\w.-])${spelling.replaceAll(/\W/g, '\\$&')}(?![\\w.-])`).test(asText(place));
}
