import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pushVendors } from './doubles/push/vendors.ts';
import { runPortico, temporaryDataDir } from './support/process.ts';

for (const [vendor, start] of Object.entries(pushVendors)) {
  test(`provider test push --vendor ${vendor}: one push goes out, its requests are shown, no secret and no token is`, async (t) => {
    const double = await start();
    t.after(() => double.close());
    const environment = { PORTICO_DATA_DIR: temporaryDataDir(t), ...double.environment };
    const { status, stdout, stderr } = await runPortico(['provider', 'test', ...double.arguments], environment);
    assert.deepEqual([status, stdout.split('\n').at(-2)], [0, '{"result":"delivered"}'], stderr);
    assert.match(stdout, /^> POST http:/m);
    assert.match(stdout, /^< 200$/m);
    for (const secret of double.secrets) assert.ok(!stdout.includes(secret), secret.slice(0, 12));
    assert.doesNotMatch(stdout, /eyJ|ya29|bearer (?!\*)|basic (?!\*)/i);
  });
}

test('provider test push: one that is not delivered ends with 1 and why', async (t) => {
  const double = await pushVendors.getui?.();
  assert.ok(double);
  t.after(() => double.close());
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t), ...double.environment };
  const words = ['provider', 'test', 'push', '--client-type', 'ios', '--client-id', 'gone-phone', '--vendor', 'getui'];
  const { status, stdout, said } = await runPortico(words, environment);
  assert.deepEqual([status, stdout.split('\n').at(-2)], [1, '{"result":"unregistered"}']);
  assert.match(said.at(-1) ?? '', /not delivered: unregistered/);
});
