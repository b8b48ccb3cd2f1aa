/** One number of a family, found once and then only added to. */
export interface Counter {
  add(amount?: number): void;
}

/** One number that goes up and down. */
export interface Gauge {
  add(amount: number): void;
  set(value: number): void;
}

/** How often values fell into which bucket. */
export interface Histogram {
  observe(value: number): void;
}

/** Numbers of one name, told apart by the values of their labels: as many as the family has names for. */
export interface Family<Child> {
  of(...labels: string[]): Child;
}

/** What is read when somebody asks: the values of the labels, and then the number. */
export type Reading = readonly [...labels: string[], value: number];

interface Description {
  /** By the conventions of Prometheus: `portico_`, the unit at the end, `_total` for what only grows. */
  name: string;
  help: string;
  labels?: readonly string[];
}

/** Keeps numbers and prints them as Prometheus reads them (text format 0.0.4). */
export interface Registry {
  counter(description: Description): Family<Counter>;
  gauge(description: Description): Family<Gauge>;
  /** `buckets`: the upper bounds, ascending. */
  histogram(description: Description & { buckets: readonly number[] }): Family<Histogram>;
  /** Read at each print. Where it cannot be read, its family has no numbers. */
  observed(
    description: Description & { type: 'counter' | 'gauge' },
    read: () => Promise<readonly Reading[]> | readonly Reading[],
  ): void;
  print(): Promise<string>;
  /** `forget` is called after each print: for what counts from one to the next. */
  afterPrint(forget: () => void): void;
}

/** The content type of what is printed. */
export const textFormat = 'text/plain; version=0.0.4; charset=utf-8';

type Print = () => Promise<string[]> | string[];

/** A registry without numbers. */
export function createRegistry(): Registry {
  const families = new Map<string, Print>();
  const forgets: Array<() => void> = [];

  function register({ name, help }: Description, type: string, print: Print): void {
    if (families.has(name)) throw new Error(`${name} is registered already`);
    const head = [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`];
    families.set(name, async () => [...head, ...(await print())]);
  }

  function numbers(description: Description, type: 'counter' | 'gauge') {
    const { name } = description;
    const children = createChildren(description, (labels) => {
      let value = 0;
      return {
        add(amount = 1) {
          value += amount;
        },
        set(next: number) {
          value = next;
        },
        print: () => [`${name}${braced(labels)} ${printNumber(value)}`],
      };
    });
    register(description, type, children.print);
    return children;
  }

  return {
    counter: (description) => numbers(description, 'counter'),
    gauge: (description) => numbers(description, 'gauge'),

    histogram({ buckets, ...description }) {
      const children = createChildren(description, (labels) => createBuckets(description.name, labels, buckets));
      register(description, 'histogram', children.print);
      return children;
    },

    observed({ type, ...description }, read) {
      const { name, labels: names = [] } = description;
      register(description, type, async () => {
        const readings = await read();
        return readings.map((reading) => {
          const labels = pair(names, reading.slice(0, -1) as string[]);
          return `${name}${braced(labels)} ${printNumber(reading.at(-1) as number)}`;
        });
      });
    },

    async print() {
      const printed = await Promise.all([...families.values()].map((print) => print()));
      for (const forget of forgets) forget();
      return `${printed.flat().join('\n')}\n`;
    },

    afterPrint: (forget) => void forgets.push(forget),
  };
}

function createChildren<Child extends { print(): string[] }>(
  { name, labels: names = [] }: Description,
  create: (labels: string[]) => Child,
) {
  const children = new Map<string, Child>();
  return {
    of(...values: string[]): Child {
      const key = values.join('\n');
      const known = children.get(key);
      if (known) return known;
      if (values.length !== names.length) throw new Error(`${name} has the labels ${names.join(', ')}`);
      const child = create(pair(names, values));
      children.set(key, child);
      return child;
    },
    print: (): string[] => [...children.values()].flatMap((child) => child.print()),
  };
}

function createBuckets(name: string, labels: string[], bounds: readonly number[]) {
  // Each value is counted in its own bucket alone, and added up when somebody asks.
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    observe(value: number) {
      let bucket = 0;
      while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
      counts[bucket] = (counts[bucket] as number) + 1;
      sum += value;
    },
    print(): string[] {
      let below = 0;
      const lines = [...bounds, Infinity].map((bound, index) => {
        below += counts[index] as number;
        return `${name}_bucket${braced([...labels, `le="${printNumber(bound)}"`])} ${below}`;
      });
      return [...lines, `${name}_sum${braced(labels)} ${printNumber(sum)}`, `${name}_count${braced(labels)} ${below}`];
    },
  };
}

function pair(names: readonly string[], values: readonly string[]): string[] {
  return names.map((name, index) => `${name}="${escapeLabel(values[index] ?? '')}"`);
}

const braced = (labels: readonly string[]): string => (labels.length === 0 ? '' : `{${labels.join(',')}}`);

function printNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
