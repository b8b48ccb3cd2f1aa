/**
 * Whether a JSON object names a member twice at its top level, escapes resolved (`"a"` and `"\u0061"` are one name):
 * `JSON.parse` hides it. The text must be valid JSON, and an object.
 */
export function hasRepeatedNames(json: string): boolean {
  const seen = new Set<string>();
  for (const name of topLevelNames(json)) {
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

function* topLevelNames(json: string): Iterable<string> {
  let depth = 0;
  let nameFollows = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '{' || character === '[') {
      depth += 1;
      nameFollows = depth === 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    } else if (character === ',') {
      nameFollows = depth === 1;
    } else if (character === '"') {
      const end = endOfString(json, index);
      if (nameFollows) yield JSON.parse(json.slice(index, end + 1)) as string;
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
