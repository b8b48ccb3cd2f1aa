import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cruise, sourceFiles } from '../scripts/boundaries.mjs';
import { root } from '../scripts/carried-node.mjs';

type Planted = { rule: string; from: string; imports: string };

const store = 'src/core/planted/planted.store.ts';
const operation = 'src/core/planted/planted.ts';
const db = 'src/db/planted.ts';
const provider = 'src/providers/planted.ts';

const forbidden: Planted[] = [
  { rule: 'gateways-know-only-core', from: 'src/gateways/planted-a/db.ts', imports: db },
  { rule: 'gateways-know-only-core', from: 'src/gateways/planted-a/db-type.ts', imports: `type ${db}` },
  { rule: 'gateways-know-only-core', from: 'src/gateways/planted-a/provider.ts', imports: provider },
  { rule: 'gateways-know-only-core', from: 'src/gateways/planted-a/config.ts', imports: 'src/planted-config.ts' },
  { rule: 'gateways-know-only-core', from: 'src/gateways/planted-shared.ts', imports: db },
  {
    rule: 'gateways-never-know-each-other',
    from: 'src/gateways/planted-a/b.ts',
    imports: 'src/gateways/planted-b/it.ts',
  },
  { rule: 'management-knows-only-core', from: 'src/management/planted-db.ts', imports: db },
  { rule: 'management-knows-only-core', from: 'src/management/planted-provider.ts', imports: provider },
  {
    rule: 'management-knows-only-core',
    from: 'src/management/planted-door.ts',
    imports: 'src/gateways/planted-b/it.ts',
  },
  { rule: 'http-knows-only-core', from: 'src/http/planted-db.ts', imports: db },
  { rule: 'http-knows-only-core', from: 'src/http/planted-door.ts', imports: 'src/gateways/planted-b/it.ts' },
  { rule: 'providers-know-only-ports-and-errors', from: 'src/providers/planted-core.ts', imports: operation },
  { rule: 'providers-know-only-ports-and-errors', from: 'src/providers/planted-db.ts', imports: db },
  { rule: 'redis-knows-only-ports-and-errors', from: 'src/redis/planted-core.ts', imports: operation },
  { rule: 'only-redis-speaks-redis', from: 'src/core/planted/planted.redis.ts', imports: 'ioredis' },
  { rule: 'core-knows-only-db', from: 'src/core/planted/door.ts', imports: 'src/gateways/planted-b/it.ts' },
  { rule: 'core-knows-only-db', from: 'src/core/planted/provider.ts', imports: provider },
  { rule: 'core-knows-only-db', from: 'src/core/planted/config.ts', imports: 'src/planted-config.ts' },
  { rule: 'core-knows-only-db', from: 'src/core/planted-lone.ts', imports: 'src/management/planted-api.ts' },
  { rule: 'core-parts-keep-their-stores', from: 'src/core/planted-other/store.ts', imports: store },
  { rule: 'stores-are-for-core', from: 'src/gateways/planted-a/store.ts', imports: store },
  { rule: 'stores-are-for-core', from: 'src/management/planted-store.ts', imports: store },
  { rule: 'clients-know-only-themselves', from: 'clients/src/planted.ts', imports: operation },
  { rule: 'clients-know-only-themselves', from: 'clients/src/planted-type.ts', imports: `type ${operation}` },
  { rule: 'shadow-is-a-client', from: 'src/shadow/planted-core.ts', imports: operation },
  { rule: 'shadow-is-a-client', from: 'src/shadow/planted-db.ts', imports: db },
  { rule: 'shadow-is-a-client', from: 'src/shadow/planted-config.ts', imports: 'src/planted-config.ts' },
  { rule: 'conformance-knows-only-documents', from: 'src/conformance/planted-core.ts', imports: operation },
  { rule: 'conformance-knows-only-documents', from: 'src/conformance/planted-db.ts', imports: db },
  {
    rule: 'conformance-knows-only-documents',
    from: 'src/conformance/planted-door.ts',
    imports: 'src/gateways/planted-b/it.ts',
  },
  { rule: 'db-knows-nobody', from: 'src/db/planted-core.ts', imports: operation },
  { rule: 'contracts-know-only-traits', from: 'src/contracts/planted-core.ts', imports: operation },
  {
    rule: 'contracts-know-only-traits',
    from: 'src/contracts/planted-door.ts',
    imports: 'src/gateways/planted-b/it.ts',
  },
  { rule: 'traits-are-data', from: 'src/gateways/planted-c/traits.ts', imports: operation },
  { rule: 'traits-are-data', from: 'src/gateways/planted-b/traits.ts', imports: 'src/gateways/planted-b/own.ts' },
  { rule: 'only-stores-speak-sql', from: 'src/core/planted/sql.ts', imports: 'kysely' },
  { rule: 'only-stores-speak-sql', from: 'src/core/planted/driver.ts', imports: 'better-sqlite3' },
  { rule: 'only-stores-speak-sql', from: 'src/core/planted/builtin.ts', imports: 'node:sqlite' },
  { rule: 'parts-meet-in-compose', from: 'src/cli/planted-wiring.ts', imports: 'src/compose/planted.ts' },
  { rule: 'console-imports-only-types', from: 'console/src/planted.ts', imports: operation },
  { rule: 'production-knows-no-tests', from: 'src/cli/planted-test.ts', imports: 'src/core/planted/planted.test.ts' },
  { rule: 'production-knows-no-tests', from: 'src/cli/planted-client.ts', imports: 'clients/src/planted-free.ts' },
  { rule: 'production-needs-no-dev-dependency', from: 'src/cli/planted-dev.ts', imports: 'fast-check' },
  { rule: 'no-circular-imports', from: 'src/core/planted/one.ts', imports: 'src/core/planted/two.ts' },
  { rule: 'no-orphans', from: 'src/core/planted-orphan.ts', imports: '' },
  { rule: 'no-unresolvable-imports', from: 'src/cli/planted-typo.ts', imports: 'src/core/no-such-file.ts' },
];

const allowed: Omit<Planted, 'rule'>[] = [
  { from: store, imports: 'kysely' },
  { from: operation, imports: store },
  { from: 'src/core/planted/contract.ts', imports: 'src/contracts/planted.ts' },
  { from: 'src/db/planted-contract.ts', imports: 'src/contracts/planted.ts' },
  { from: 'src/contracts/planted.ts', imports: 'src/gateways/planted-d/traits.ts' },
  { from: 'src/gateways/planted-d/traits.ts', imports: 'type src/contracts/traits.ts' },
  { from: 'src/core/planted/type.ts', imports: 'type kysely' },
  { from: 'src/core/planted/two.ts', imports: 'src/core/planted/one.ts' },
  { from: 'src/core/planted/db.ts', imports: db },
  { from: 'src/core/planted-other/operation.ts', imports: operation },
  { from: 'src/core/planted/planted.test.ts', imports: 'src/gateways/planted-b/it.ts' },
  { from: 'src/gateways/planted-b/it.ts', imports: 'src/gateways/planted-b/own.ts' },
  { from: 'src/gateways/planted-b/own.ts', imports: 'src/gateways/planted-free.ts' },
  { from: 'src/gateways/planted-free.ts', imports: operation },
  { from: 'src/gateways/planted-b/document.ts', imports: 'src/gateways/planted-b/own.ts' },
  { from: 'src/conformance/planted.ts', imports: 'src/gateways/planted-b/document.ts' },
  { from: 'src/management/planted-api.ts', imports: operation },
  { from: provider, imports: 'src/core/errors.ts' },
  { from: db, imports: 'better-sqlite3' },
  { from: 'src/planted-config.ts', imports: 'node:fs' },
  { from: 'src/compose/planted.ts', imports: provider },
  { from: 'src/cli/planted.ts', imports: store },
  { from: 'clients/src/planted-free.ts', imports: '@noble/hashes/sha2.js' },
  { from: 'src/shadow/planted.ts', imports: 'src/gateways/planted-b/it.ts' },
  { from: 'console/src/planted-type.ts', imports: `type ${operation}` },
];

describe('who may know whom', () => {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), 'portico-boundaries-')));
  let found: Awaited<ReturnType<typeof cruise>>;

  before(async () => {
    copyTree(tree);
    for (const { from, imports } of [...forbidden, ...allowed]) plant(tree, from, imports);
    found = await cruise(tree);
  });
  after(() => rmSync(tree, { recursive: true, force: true }));

  for (const { rule, from, imports } of forbidden) {
    it(`${rule}: ${from} is found importing ${imports || 'nothing'}`, () => {
      assert.ok(
        found.violations.some((violation) => violation.rule === rule && violation.from === from),
        `found there: ${JSON.stringify(found.violations.filter((violation) => violation.from === from))}`,
      );
    });
  }

  it('every rule of the configuration has a planted violation', async () => {
    const { default: config } = await import('../.dependency-cruiser.cjs');
    const rules = config.forbidden?.map((rule) => rule.name);
    assert.deepEqual(new Set(forbidden.map(({ rule }) => rule)), new Set(rules));
  });

  it('what is allowed is not reported', () => {
    const paths = new Set(allowed.map(({ from }) => from));
    const reported = found.violations.filter(({ rule, from }) => paths.has(from) && rule !== 'no-circular-imports');
    assert.deepEqual(reported, []);
  });

  it('the real tree has no violation, and every file of it was looked at', async () => {
    const files = sourceFiles(root);
    const clean = await cruise(root);
    assert.deepEqual(clean.violations, []);
    assert.deepEqual(
      files.filter((file) => !clean.seen.includes(file)),
      [],
    );
    assert.ok(files.length > 0);
  });
});

function copyTree(tree: string): void {
  for (const name of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(tree, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
}

function plant(tree: string, from: string, imports: string): void {
  const file = join(tree, from);
  mkdirSync(dirname(file), { recursive: true });
  const [, type, target = ''] = /^(type )?(.*)$/.exec(imports) ?? [];
  const isPath = /^(src|console|clients)\//.test(target);
  const specifier = isPath ? join(tree, target) : target;
  const statement = imports && (type ? `import type * as planted from '${specifier}';` : `import '${specifier}';`);
  writeFileSync(file, `${statement}\nexport const name = 1;\n`);
}
