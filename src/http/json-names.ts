/**
 * Whether a JSON object, or one that it holds where `everywhere` is asked for, names a member twice, escapes resolved
 * (`"a"` and `"\u0061"` are one name): `JSON.parse` hides it. The text must be valid JSON, and an object.
 */
export function hasRepeatedNames(json: string, where: 'among-fields' | 'everywhere'): boolean {
  const seen = new Map<number, Set<string>>();
  for (const { object, name } of memberNames(json)) {
    if (where === 'among-fields' && object !== 1) continue;
    const names = seen.get(object) ?? new Set();
    if (names.has(name)) return true;
    seen.set(object, names.add(name));
  }
  return false;
}

/** Each name with the number of its object, the outermost being 1. */
function* memberNames(json: string): Iterable<{ object: number; name: string }> {
  /** What is open: objects by their numbers, lists as 0. */
  const open: number[] = [];
  let objects = 0;
  let nameFollows = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '{' || character === '[') {
      nameFollows = character === '{';
      if (nameFollows) objects += 1;
      open.push(nameFollows ? objects : 0);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ',') {
      nameFollows = open.at(-1) !== 0;
    } else if (character === '"') {
      const end = endOfString(json, index);
      if (nameFollows) yield { object: open.at(-1) ?? 0, name: JSON.parse(json.slice(index, end + 1)) as string };
      nameFollows = false;
      index = end;
    }
  }
}

/** The index of the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
  return index;
}
