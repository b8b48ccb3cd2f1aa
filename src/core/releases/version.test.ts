import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findReleasePath } from './release-path.ts';
import { isVersion, versionOrder } from './version.ts';

const ascending = [
  ['0.0.0-alpha', '0', '0.1'],
  ['1-0', '1-0.0', '1-1', '1-9', '1-10', '1-A', '1-a', '1-a.0', '1-a.1', '1-a.b', '1-ab', '1-b', '1', '1.0.1'],
  ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1'],
  ['1.0.0-rc.1', '1.0', '1.0.0.1', '1.2', '1.10', '1.a', '2'],
  ['1.3', '1.10', '1.2a', '1.3a'],
  ['1113', '1112343', '9007199254740993', '1'.padEnd(63, '0'), '1'.padEnd(64, '0'), '9'.repeat(64)],
  ['2024-01-05', '2024-02-01', '2024'],
];

function compare(left: string, right: string): number {
  return Math.sign(Buffer.compare(Buffer.from(versionOrder(left)), Buffer.from(versionOrder(right))));
}

test('desktop versions: each of these is higher than those before it (D2)', () => {
  for (const versions of ascending) {
    versions.forEach((higher, index) => {
      for (const lower of versions.slice(0, index)) assert.equal(compare(lower, higher), -1, `${lower} < ${higher}`);
    });
  }
});

test('desktop versions: what counts as equal has one key', () => {
  for (const [left, right] of [
    ['1', '1.0.0'],
    ['1.02', '1.2'],
    ['1.0+build.1', '1.0+build.2'],
    ['1-rc', '1.0-rc+x-y'],
    ['0', '0.0'],
  ] as const) {
    assert.equal(versionOrder(left), versionOrder(right), `${left} = ${right}`);
  }
  assert.notEqual(versionOrder('1-rc'), versionOrder('1-rc.0'));
});

interface Parsed {
  release: string[];
  preRelease: string[] | undefined;
}

function parse(version: string): Parsed {
  const withoutBuild = version.replace(/\+.*$/, '');
  const [, release = '', preRelease] = /^([^-]*)(?:-(.*))?$/.exec(withoutBuild) ?? [];
  return { release: release.split('.'), preRelease: preRelease?.split('.') };
}

function compareParts(left: string, right: string): number {
  const isNumber = (part: string): boolean => /^\d*$/.test(part);
  if (isNumber(left) && isNumber(right))
    return Number(BigInt(left) > BigInt(right)) - Number(BigInt(left) < BigInt(right));
  if (isNumber(left) !== isNumber(right)) return isNumber(left) ? -1 : 1;
  return Number(left > right) - Number(left < right);
}

/** The rule of D2 said a second time, without keys. */
function compareByRule(leftVersion: string, rightVersion: string): number {
  const [left, right] = [parse(leftVersion), parse(rightVersion)];
  for (let index = 0; index < Math.max(left.release.length, right.release.length); index += 1) {
    const order = compareParts(left.release[index] ?? '0', right.release[index] ?? '0');
    if (order !== 0) return order;
  }
  if (!left.preRelease || !right.preRelease) return Number(!left.preRelease) - Number(!right.preRelease);
  for (let index = 0; index < Math.min(left.preRelease.length, right.preRelease.length); index += 1) {
    const order = compareParts(left.preRelease[index] as string, right.preRelease[index] as string);
    if (order !== 0) return order;
  }
  return Math.sign(left.preRelease.length - right.preRelease.length);
}

const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('0', '00', '1', '2', '10', '11', '9', '01') },
  { weight: 2, arbitrary: fc.constantFrom('a', 'A', 'b', 'ab', 'a1', '1a', 'rc', '_', '2a', '') },
  { weight: 1, arbitrary: fc.stringMatching(/^\d{0,40}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9A-Za-z_]{0,6}$/) },
);
const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map((list) => list.join('.'));
const version = fc
  .tuple(parts, fc.option(parts, { nil: undefined }), fc.option(parts, { nil: undefined }))
  .map(([release, preRelease, build]) => {
    return release + (preRelease === undefined ? '' : `-${preRelease}`) + (build === undefined ? '' : `+${build}`);
  })
  .filter(isVersion);

test('desktop versions: the keys sort as the rule says, for any two versions', () => {
  fc.assert(
    fc.property(version, version, (left, right) => {
      assert.equal(compare(left, right), compareByRule(left, right), `${left} ? ${right}`);
    }),
    { numRuns: 20_000 },
  );
});

test('desktop versions: any text that is a version has a key of digits alone', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/).filter(isVersion), (text) => {
      assert.match(versionOrder(text), /^\d+$/);
    }),
    { numRuns: 2_000 },
  );
});

test('desktop versions: 1 to 64 of the allowed characters, beginning alphanumeric, without two dots together', () => {
  for (const good of ['1', '1113', 'v1.0', '1.0.0-rc.1+build_7', '9'.repeat(64)]) assert.ok(isVersion(good), good);
  for (const bad of ['', '.1', '-1', '+1', '_1', '1..2', '9'.repeat(65), '1 0', '1/0', '1\n', '版本1', '1\u0000']) {
    assert.ok(!isVersion(bad), JSON.stringify(bad));
  }
});

test('desktop release paths: the file name is split at its first dot', () => {
  for (const [fileName, version, path] of [
    ['websocket.html', '1112343', '/dist/websocket-1112343.html'],
    ['.production', '1113', '/dist/-1113.production'],
    ['tool.tar.gz', '1.2.0', '/dist/tool-1.2.0.tar.gz'],
    ['tool', '1', '/dist/tool-1'],
    ['升级包.exe', '2.0', '/dist/升级包-2.0.exe'],
    ['C:\\发布\\tool.exe', '1', '/dist/tool-1.exe'],
    ['../../etc/tool.exe', '1', '/dist/tool-1.exe'],
    ['e\u0301.exe', '1', '/dist/\u00e9-1.exe'],
  ] as const) {
    assert.equal(findReleasePath(fileName, version), path);
  }
});

test('desktop release paths: a name that could mislead has none', () => {
  const bad = [
    '',
    '.',
    '..',
    'a/',
    'a..exe',
    'tool.',
    ' tool.exe',
    'tool.exe ',
    'a\u0000.exe',
    'a\r\nb.exe',
    'exe\u202e.txt',
  ];
  for (const fileName of [...bad, '\ud800.exe', 'x'.repeat(129)]) {
    assert.equal(findReleasePath(fileName, '1'), undefined, JSON.stringify(fileName));
  }
});
