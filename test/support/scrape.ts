import assert from 'node:assert/strict';
import type { TestPortico } from './portico.ts';

/** What a server says of itself at one moment. */
export interface Scrape {
  /** As it came. */
  text: string;
  /** Every family with its type and its help. */
  families: Map<string, { type: string; help: string }>;
  /** One number, with exactly these labels; 0 where there is none. */
  value(name: string, labels?: Record<string, string>): number;
  /** The sum over every number of that name which has these labels. */
  sum(name: string, labels?: Record<string, string>): number;
  /** How many numbers there are. */
  size: number;
}

/** Reads `/metrics` from this machine. */
export async function scrape({ url }: Pick<TestPortico, 'url'>, path = '/metrics'): Promise<Scrape> {
  const response = await fetch(url + path);
  assert.equal(response.status, 200);
  return parseScrape(await response.text());
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Understands Prometheus' text format, or fails. */
export function parseScrape(text: string): Scrape {
  const families = new Map<string, { type: string; help: string }>();
  const samples: Sample[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'HELP') families.set(name, { type: '', help: rest });
    else if (word === 'TYPE') families.set(name, { ...(families.get(name) ?? { help: '' }), type: rest });
    else samples.push(parseSample(line));
  }
  const has = (sample: Sample, labels: Record<string, string>): boolean =>
    Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
  const find = (name: string, labels: Record<string, string>): Sample[] =>
    samples.filter((sample) => sample.name === name && has(sample, labels));
  return {
    text,
    families,
    size: samples.length,
    value(name, labels = {}) {
      const count = Object.keys(labels).length;
      const found = find(name, labels).filter((sample) => Object.keys(sample.labels).length === count);
      assert.ok(found.length <= 1, `${name} stands there ${found.length} times`);
      return found[0]?.value ?? 0;
    },
    sum: (name, labels = {}) => find(name, labels).reduce((sum, { value }) => sum + value, 0),
  };
}

function parseSample(line: string): Sample {
  const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  assert.ok(name && value !== undefined, `no sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)];
  assert.equal(pairs.map(([pair]) => pair).join(''), labels, `no labels: ${line}`);
  const number = Number(value.replace('Inf', 'Infinity'));
  assert.ok(!Number.isNaN(number), `no number: ${line}`);
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text])),
    value: number,
  };
}
