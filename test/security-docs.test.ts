import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/carried-node.mjs';
import { doorNames } from './support/doors.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = ['docs/security.md', 'docs/asvs.md', 'SECURITY.md'];
const statuses = ['met', 'not applicable', 'deviation'];
/** How few there are is a promise: a requirement comes off this list, and none comes on to it unseen. */
const unmet = ['V5.4.3', 'V6.3.3', 'V6.4.1', 'V7.2.4', 'V15.2.1', 'V16.4.3'];

/** How many requirements of the levels 1 and 2 each section of ASVS 5.0.0 has; they come before those of level 3, but for none. */
const sections = `1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
  5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1
  9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
  13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2`;
const requirements = sections.split(/\s+/).flatMap((section) => {
  const [name, count] = section.split(':');
  return Array.from({ length: Number(count) }, (_, index) => `V${name}.${index + 1}`);
});

const asvs = read('docs/asvs.md');
const rows = [...asvs.matchAll(/^\| (V[\d.]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, number = '', asks = '', status = '', where = '']) => ({ number, asks, status, where }),
);
const open = [...asvs.matchAll(/^\| (V[\d.]+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, number = '']) => number);

for (const page of pages) {
  test(`${page}: every test that is named is in the file that is named`, () => {
    const citations = citationsOf(read(page));
    if (page !== 'SECURITY.md') assert.ok(citations.length > 80, `${citations.length} are found`);
    for (const { path, name } of citations) {
      assert.ok(existsSync(join(root, path)), path);
      assert.ok(
        titlesOf(path).some((title) => title.test(name)),
        `${path} has no test “${name}”`,
      );
    }
  });

  test(`${page}: every part of a page that a link leads to is there`, () => {
    for (const [, path = '', anchor = ''] of read(page).matchAll(/\]\(([^)#\s]*)#([^)]+)\)/g)) {
      const target = path === '' ? page : join(dirname(page), path);
      assert.ok(anchorsOf(read(target)).includes(anchor), `${target}#${anchor}`);
    }
  });
}

test('docs/asvs.md: every requirement of the levels 1 and 2 is there once, and nothing else', () => {
  assert.equal(requirements.length, 253);
  const numbers = [...rows.map(({ number }) => number), ...open];
  assert.deepEqual([...numbers].sort(), [...requirements].sort());
});

test('docs/asvs.md: each is met, not applicable or a deviation; what is none of these is the list that this test knows', () => {
  for (const { number, status } of rows) assert.ok(statuses.includes(status), `${number}: ${status}`);
  assert.deepEqual(open, unmet);
  const summary = [...asvs.matchAll(/^\| ([a-z ]+) \| (\d+) \|$/gm)].map(([, status, count]) => [
    status,
    Number(count),
  ]);
  const countOf = (status: string): number => rows.filter((row) => row.status === status).length;
  assert.deepEqual(summary, [...statuses.map((status) => [status, countOf(status)]), ['not met yet', open.length]]);
});

test('docs/asvs.md: what is met names a test, or the page that was asked for; a deviation names the contract that forces it', () => {
  for (const { number, status, where } of rows) {
    const isShown = citationsOf(where).length > 0 || /\]\([^)#]+\.md(#[^)]+)?\)/.test(where);
    if (status === 'met') assert.ok(isShown, number);
    // It begins with the contract, so that nothing else is passed off as forced.
    if (status === 'deviation')
      assert.ok(
        doorNames.some((name) => where.startsWith(name)),
        number,
      );
  }
});

test('docs/security.md: each contract has its traps, and each trap an answer and a test', () => {
  const page = read('docs/security.md');
  for (const name of doorNames) {
    const [, part = ''] = new RegExp(`^### ${name}\\n(.*?)^##`, 'ms').exec(page) ?? [];
    const traps = part.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| trap'));
    assert.ok(traps.length >= 5, name);
    for (const trap of traps) assert.ok(citationsOf(trap).length > 0, trap);
  }
});

test('docs/security.md: the words that are no passwords are those that the policy knows', () => {
  const [, told = ''] = /around it: ([a-z, ]+)\./.exec(read('docs/security.md')) ?? [];
  const [, known = ''] = /contextWords = new Set\(\s*'([a-z ]+)'/.exec(read('src/core/passwords/policy.ts')) ?? [];
  assert.deepEqual(told.split(', '), known.split(' '));
});

test('SECURITY.md: says in both languages how to report in private, and names no mailbox', () => {
  const page = read('SECURITY.md');
  for (const words of ['Report a vulnerability', '报告漏洞', '## Supported versions', '## 支持的版本']) {
    assert.ok(page.includes(words), words);
  }
  assert.doesNotMatch(page, /[\w.]+@[\w.]+/);
  for (const readme of ['README.md', 'README.zh-CN.md']) assert.ok(read(readme).includes('](SECURITY.md)'), readme);
});

function citationsOf(text: string): Array<{ path: string; name: string }> {
  return [...text.matchAll(/`([\w./-]+\.test\.ts)` “([^”]+)”/g)].map(([, path = '', name = '']) => ({ path, name }));
}

/** The names of a file's tests; what a template fills in may be anything, and is written `…`. */
function titlesOf(path: string): RegExp[] {
  const found = read(path).matchAll(/\b(?:it|describe|test\w*|\w+Test)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g);
  return (
    [...found]
      .map(([, , title = '']) => title.replaceAll("\\'", "'").split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/))
      // Of a name that is nearly all filled in nobody could say whether it is this one.
      .filter((parts) => parts.join('').length >= 10)
      .map((parts) => new RegExp(`^${parts.map(literal).join('.*')}$`))
  );
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** As the forges make them of headings. */
function anchorsOf(page: string): string[] {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
