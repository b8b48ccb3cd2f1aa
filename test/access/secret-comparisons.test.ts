import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const operand = String.raw`[\w.?()'",[\]]*?`;
const secretName = String.raw`\w*(?:secret|token|signature|hash|digest|seal|verifier|passw(?:or)?d|hmac)s?`;
const operator = String.raw`\s*[!=]==\s*`;
const comparisons = new RegExp(
  [
    `${operand}${secretName}(?:\\([^()]*\\))?${operator}[^\\s;)&|]+`,
    `[^\\s(!]+${operator}${operand}${secretName}\\b`,
    `(?:includes|indexOf|startsWith|endsWith|localeCompare|compare|equals)\\(${operand}${secretName}\\)`,
  ].join('|'),
  'gi',
);
/** With what says nothing of a secret but whether there is one, or of which kind. */
const harmless = /[!=]==\s*(?:undefined|null|''|\d+|'|typeof)/;

/** What stands in `src`, was looked at, and tells nobody a secret that they bring. */
const reviewed: Readonly<Record<string, string>> = {
  "src/backup/shelve-backup.ts: (hash.digest('hex') !== sha256": 'a checksum of the operator’s own file',
  'src/config.ts: undefined) !== (blogSecret': 'whether there is one',
  'src/config/email.ts: undefined) !== (password': 'whether there is one',
  'src/core/api-keys/api-keys.ts: (key.key_hash !== current': 'what was found by its keyed hash',
  'src/core/audit/chain.ts: head.hash).seal === head.seal': 'both of the database',
  'src/core/audit/chain.ts: row.hash === hashEntry(key,': 'both of the database',
  'src/core/audit/noting.ts: (hash !== lastHash': 'both of the database',
  'src/core/audit/noting.ts: noted.id))?.hash !== noted.hash': 'both of the operator’s own machine',
  'src/core/audit/verification.ts: (left[0].hash !== hash': 'both of the database',
  'src/core/audit/verification.ts: expect.id))?.hash !== expect.hash': 'what the operator noted of the log, no secret',
  'src/core/audit/verification.ts: head.hash !== last.hash': 'both of the database',
  'src/core/avatars/picture-header.ts: equals(pngSignature)': 'how every PNG begins',
  'src/core/former-back-ends/former-back-ends.ts: outcome.verifier === verifier': 'whether it is the one just made',
  'src/core/idempotency/idempotency.ts: includes(known.request_hash)': 'the caller’s own request, by its keyed hash',
  'src/core/passwords/confirmation.ts: account?.password_verifier === verifier': 'both of the database',
  'src/core/passwords/former/schemes/pbkdf2.ts: includes(digest)': 'the name of a digest',
  'src/core/passwords/former/schemes/werkzeug.ts: includes(digest)': 'the name of a digest',
  'src/core/sign-in/sign-in.ts: tx)) !== verifier': 'both of the database',
  'src/gateways/mobile/former.ts: code === codes.wrongPassword': 'the number of a failure',
  'src/gateways/staff/fields.ts: value === passwd': 'the same request says it twice',
  'src/providers/push/access-token.ts: (known?.token === token': 'both are ours, given by the vendor',
  'src/providers/push/apns-token.ts: (known?.token === token': 'both are ours',
  'src/serving/account-pages/answers.ts: (password !== textOf(fields,': 'the same request says it twice',
  'src/shadow/issuing.ts: other.name === name)?.token': 'the name of a field',
};

test('every secret that somebody brings is compared by isSameSecret, or found by its keyed hash', () => {
  const found = globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('same-secret.ts'))
    .flatMap((file) => {
      const code = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
      return [...code.matchAll(comparisons)].flatMap(([text]) =>
        harmless.test(text) ? [] : [`${file}: ${text.trim()}`],
      );
    });
  assert.deepEqual([...new Set(found)].sort(), Object.keys(reviewed).sort());
});
