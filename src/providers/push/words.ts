// What is too long for a vendor is cut between whole characters (code points), with an ellipsis at the end.

const ellipsis = '…';

/** At most so many characters. */
export function cutToLength(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : characters.slice(0, most - 1).join('') + ellipsis;
}

/** At most so many bytes, as the text stands within JSON. */
export function cutToJsonBytes(text: string, most: number): string {
  if (jsonBytes(text) <= most) return text;
  let kept = '';
  let bytes = jsonBytes(ellipsis);
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept + ellipsis;
}

const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** What `build` makes of a body, which is cut until that has at most so many bytes as JSON. */
export function fitBody<T>(body: string, mostBytes: number, build: (body: string) => T): T {
  const withoutBody = Buffer.byteLength(JSON.stringify(build('')));
  return build(cutToJsonBytes(body, mostBytes - withoutBody));
}
