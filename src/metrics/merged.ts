/** What one worker printed of its metrics. */
export interface Printed {
  index: number;
  text: string;
}

/** The metrics of several workers as one text in the format of Prometheus, each number labelled with its worker. */
export function mergePrinted(all: readonly Printed[]): string {
  const families = new Map<string, { head: string; samples: string[] }>();
  for (const { index, text } of all.toSorted((one, other) => one.index - other.index)) {
    for (const family of text.split(/^(?=# HELP )/m)) {
      const lines = family.split('\n').filter(Boolean);
      const head = lines.filter((line) => line.startsWith('#')).join('\n');
      const known = families.get(head) ?? { head, samples: [] };
      families.set(head, known);
      known.samples.push(...lines.filter((line) => !line.startsWith('#')).map((line) => label(line, index)));
    }
  }
  const printed = [...families.values()].flatMap(({ head, samples }) => [head, ...samples]);
  return `${printed.join('\n')}\n`;
}

function label(sample: string, index: number): string {
  const worker = `worker="${index}"`;
  const name = /^[\w:]+/.exec(sample)?.[0] ?? '';
  const rest = sample.slice(name.length);
  return rest.startsWith('{') ? `${name}{${worker},${rest.slice(1)}` : `${name}{${worker}}${rest}`;
}
