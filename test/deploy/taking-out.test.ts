import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readDeployFile } from '../support/deploy-files.ts';

test('docs/deploying.md: what takes a node out of nginx takes that one out at both ports, and what puts it back leaves no trace', () => {
  const [takeOut = '', putBack = ''] = [...readDeployFile('docs/deploying.md').matchAll(/^sed -i '([^']+)'/gm)].map(
    ([, script]) => script,
  );
  const edit = (script: string, input: string) => execFileSync('sed', [script], { input, encoding: 'utf8' });
  const before = readDeployFile('deploy/nginx/portico.conf');
  const without = edit(takeOut, before);
  assert.deepEqual(
    [...without.matchAll(/^ +server (\S+) down /gm)].map(([, node]) => node),
    ['portico-1:8888', 'portico-1:5678'],
  );
  assert.equal(edit(putBack, without), before);
});
