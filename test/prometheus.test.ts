import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findPromtool } from '../scripts/promtool.mjs';
import { useEveryDoor } from './support/every-door.ts';
import { startPortico } from './support/portico.ts';
import { parseScrape, type Scrape, scrape } from './support/scrape.ts';
import { startReceiver } from './support/webhook-receiver.ts';

const root = join(import.meta.dirname, '..');
const deploy = (path: string): string => join(root, 'deploy', path);
const at = await startPortico({ after });
const receiver = await startReceiver({ after });
await useEveryDoor(at, receiver.url);
const seen = await scrape(at);

/** What a node with a pool, Redis and scheduled backups shows besides. */
const elsewhere = /^portico_(redis_|database_pool_|backup_(newest|due)_)/;

function promtool(words: string[], input = ''): void {
  const program = findPromtool();
  assert.ok(program, 'promtool is missing: npm test -- test/prometheus.test.ts fetches it');
  const { status, stdout, stderr } = spawnSync(program, words, { input, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
  assert.equal(stderr, '', 'it found something');
}

/** Fails where an expression names what no server tells. */
function assertKnown(expression: string, { families }: Scrape): void {
  const withoutLabels = expression.replaceAll(/\{[^}]*\}/g, '');
  for (const [name] of withoutLabels.matchAll(/\b(?:portico|process|nodejs)_\w+/g)) {
    const family = name.replace(/_(?:bucket|sum|count)$/, '');
    assert.ok(families.has(name) || families.get(family)?.type === 'histogram', `${name} is told by nobody`);
  }
}

test('prometheus: promtool finds nothing to say of a scrape', () => {
  promtool(['check', 'metrics'], seen.text);
});

test('prometheus: the alerts are rules that promtool takes, and do what their tests say', () => {
  promtool(['check', 'rules', deploy('prometheus/alerts.yml')]);
  promtool(['check', 'config', deploy('prometheus/prometheus.yml')]);
  promtool(['test', 'rules', deploy('prometheus/alerts.test.yml')]);
});

test('prometheus: of every alert it is tried that it is told where it should be, and not beside it', () => {
  const names = [...readFileSync(deploy('prometheus/alerts.yml'), 'utf8').matchAll(/^ +- alert: (\w+)$/gm)];
  const tried = new Set<string>();
  for (const part of readFileSync(deploy('prometheus/alerts.test.yml'), 'utf8').split(/^ {2}- name: /m)) {
    const asked = part.matchAll(/expr: .*\{alertname="(\w+)"(.*)\}\)\n +eval_time: \w+\n +exp_samples:( \[\])?\n/g);
    for (const [, name = '', among = '', none] of asked) {
      tried.add(`${name} ${none === undefined ? 'is told' : 'is not'}`);
      // Of what is not there nothing could ever be told.
      for (const [label] of among.matchAll(/(?!alertstate)\b\w+="[^"]+"/g)) {
        assert.match(part, new RegExp(`series: '.*[{ ]${label}`), `${name}: nothing has ${label}`);
      }
    }
  }
  const wanted = names.flatMap(([, name]) => [`${name} is told`, `${name} is not`]);
  assert.deepEqual([...tried].sort(), wanted.sort());
});

test('prometheus: every alert asks for what a server tells, and says what to do in English and Chinese', () => {
  const rules = readFileSync(deploy('prometheus/alerts.yml'), 'utf8')
    .split(/^ {6}- alert: /m)
    .slice(1);
  assert.ok(rules.length >= 15);
  for (const rule of rules) {
    const [name = ''] = rule.split('\n');
    const part = (key: string): string => new RegExp(`^ +${key}: '?(.+?)'?$`, 'm').exec(rule)?.[1] ?? '';
    assertKnown(part('expr'), seen);
    assert.match(part('severity'), /^(critical|warning)$/, name);
    assert.match(part('for'), /^\d+[sm]$/, name);
    assert.match(part('summary'), /[a-z].* \/ .*\p{Script=Han}/u, name);
    assert.match(part('runbook'), /[a-z]{3}/, name);
    assert.match(part('runbook_zh'), /\p{Script=Han}/u, name);
  }
});

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: Array<{ refId: string; expr: string; datasource: { uid: string } }>;
}

const dashboard = JSON.parse(readFileSync(deploy('grafana/portico.json'), 'utf8')) as {
  uid: string;
  title: string;
  schemaVersion: number;
  templating: { list: Array<{ name: string; type: string; query: unknown }> };
  panels: Panel[];
};
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

test('grafana: the dashboard is one that Grafana imports: panels that it has, each once and none over another', () => {
  assert.equal(dashboard.uid, 'portico');
  assert.ok(dashboard.schemaVersion >= 36);
  const variables = dashboard.templating.list.map(({ name, type }) => `${name}: ${type}`);
  assert.deepEqual(variables, ['datasource: datasource', 'instance: query']);
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const taken = new Set<string>();
  for (const { type, title, gridPos, datasource, targets = [] } of dashboard.panels) {
    assert.ok(['row', 'stat', 'timeseries', 'table'].includes(type), type);
    assert.ok(title.length > 0);
    assert.ok(gridPos.x >= 0 && gridPos.w > 0 && gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        assert.ok(!taken.has(`${x},${y}`), `${title} lies over another panel`);
        taken.add(`${x},${y}`);
      }
    }
    if (type === 'row') continue;
    assert.deepEqual(datasource, { type: 'prometheus', uid: '$' + '{datasource}' });
    assert.ok(targets.length > 0, title);
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
  }
});

test('grafana: every query is PromQL, and asks for what a server tells', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-dashboard-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const rules = expressions.map((expr, index) => {
    assertKnown(expr, seen);
    const asked = expr.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '6h').replaceAll('$instance', '.*');
    assert.doesNotMatch(asked, /\$/, expr);
    return `      - record: query_${index}\n        expr: ${JSON.stringify(asked)}`;
  });
  const file = join(folder, 'queries.yml');
  writeFileSync(file, `groups:\n  - name: queries\n    rules:\n${rules.join('\n')}\n`);
  promtool(['check', 'rules', file]);
});

test('docs/observing.md: the table has every metric with its type and labels, and no other', () => {
  const page = readFileSync(join(root, 'docs/observing.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*)\| ([^|]+) \| ([^|]+) \|$/gm)];
  const told = rows.map(([, name = '', type = '']) => `${name} ${type}`);
  assert.deepEqual(told.toSorted(), [...seen.families].map(([name, { type }]) => `${name} ${type}`).toSorted());
  for (const [, name = '', , labels = '', meaning = '', chinese = ''] of rows) {
    assert.match(chinese, /\p{Script=Han}|CPU/u, name);
    assert.ok(meaning.trim().length > 0, name);
    const named = [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label);
    if (!elsewhere.test(name)) assert.deepEqual(labelsOf(name), named, `${name} of a real scrape`);
  }
});

/** Those of its first number, a bucket's bound apart. */
function labelsOf(name: string): string[] | undefined {
  const line = seen.text.split('\n').find((each) => new RegExp(`^${name}(_bucket)?[{ ]`).test(each));
  return line === undefined
    ? undefined
    : [...line.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le');
}

test('prometheus: what the tests read a scrape with refuses what is none', () => {
  assert.throws(() => parseScrape('a{b="c} 1'));
  assert.throws(() => parseScrape('no number'));
});
