import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/carried-node.mjs';
import { dataPaths } from '../../src/config.ts';
import { credentialNames } from '../../src/conformance/supplies/credentials.ts';
import { credentials, startPortico } from '../support/portico.ts';
import { runHere } from '../support/run-here.ts';

const page = readFileSync(join(root, 'docs/verifying.md'), 'utf8');
const blocksOf = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const commands = blocksOf('sh')
  .flatMap((block) => block.split('\n'))
  .filter((line) => line.startsWith('npm run -s portico -- verify '));

test('docs/verifying.md: its commands do what it says, with its credentials file', async (context) => {
  const at = await startPortico(context);
  const file = join(at.dataDir, 'credentials.toml');
  writeFileSync(file, (blocksOf('toml')[0] ?? '').replace('./data/outbox.jsonl', dataPaths(at.dataDir).outbox));
  const environment = {
    PORTICO_VERIFY_SECRET: credentials.blogSecret,
    PORTICO_VERIFY_PASSWORD: credentials.ownerPassword,
  };
  assert.equal(commands.length, 5);
  for (const command of commands) {
    const here = command
      .replace('http://127.0.0.1:8888', at.url)
      .replace('http://127.0.0.1:5678', at.panelUrl)
      .replace('credentials.toml', file)
      .replace(/report\.\w+/g, (name) => join(at.dataDir, name));
    const words = here
      .split(' ')
      .slice(5)
      .map((word) => word.replaceAll('"', ''));
    const { status, stdout } = await runHere(words, environment);
    assert.equal(status, 0, `${command}\n${stdout}`);
    assert.match(stdout, /^\d+ (same, 0 differs, 0 missing|一致, 0 不一致, 0 缺失), /m);
  }
  for (const name of ['report.json', 'report.xml'])
    assert.ok(readFileSync(join(at.dataDir, name), 'utf8').length > 1000);
});

test('docs/verifying.md: names every flag of a credential, and every kind of difference', () => {
  for (const name of Object.values(credentialNames)) {
    assert.ok(page.includes(`\`--${name.replaceAll('_', '-')}\``) && page.includes(`\`${name}\``), name);
  }
  for (const kind of ['missing', 'type', 'value', 'status', 'code', 'header', 'envelope', 'extra', 'order']) {
    assert.ok(page.includes(`\`${kind}\``), kind);
  }
});
