import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ways } from './doubles/ways.ts';

const run = promisify(execFile);
const script = `${import.meta.dirname}/doubles/send-through.ts`;

for (const vendor of Object.keys(ways)) {
  test(`one command sends through the double of ${vendor}, which accepts it, and prints the request as it left`, async () => {
    const { stdout } = await run(process.execPath, [script, vendor]);
    assert.match(stdout, vendor === 'smtp' ? /^> MAIL FROM:.*\n> RCPT TO:/m : /^> POST http:.*\n(> .+\n)+/m);
    assert.match(stdout, vendor === 'smtp' ? /^< 250 OK/m : /^< 200$/m);
    assert.doesNotMatch(stdout, /eyJ|-secret-|password-for|(?:bearer|basic|plain) (?!\*)/i);
  });
}

test('an unknown vendor is told which ones there are', async () => {
  const names = Object.keys(ways).join(' \\| ');
  await assert.rejects(run(process.execPath, [script, 'nobody']), { code: 2, stderr: new RegExp(names) });
});
