import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/carried-node.mjs';

const isSource = (path: string): boolean => !/\.test\.tsx?$/.test(path);
const server = globSync('src/**/*.ts', { cwd: root }).filter(isSource);
const page = globSync('console/src/**/*.{ts,tsx}', { cwd: root }).filter(isSource);

interface Rule {
  pattern: RegExp;
  among: readonly string[];
  /** Files that may, each with its reason. */
  unless: Readonly<Record<string, string>>;
  /** What the pattern has to find. */
  planted: string;
}

test('code: nothing that is text becomes a program: no eval, no Function, no vm', () => {
  holds({
    pattern: /\beval\s*\(|\bnew Function\b|['"](?:node:)?vm['"]/,
    among: [...server, ...page],
    unless: {},
    planted: 'const made = new Function(text);',
  });
});

test('code: a process is started by the backup, and by verify with what its operator named', () => {
  holds({
    pattern: /['"](?:node:)?child_process['"]/,
    among: server,
    unless: {
      'src/backup/backup-child.ts': 'runs this very program, with words of its own',
      'src/conformance/supplies/command.ts': 'the command that whoever verifies a server gave on the command line',
    },
    planted: "import { exec } from 'node:child_process';",
  });
});

test('code: what nobody may guess comes from node:crypto, never from Math.random', () => {
  holds({
    pattern: /Math\.random/,
    among: [...server, ...page],
    unless: {
      'src/db/database.ts': 'how long a loser of a race waits',
      'console/src/pages/sign-in/captcha.tsx': 'an address that no cache knows',
      'src/core/jobs/runner.ts': 'how long a job waits for its next try',
    },
    planted: 'const code = Math.random();',
  });
});

test('code: md5 is computed where the blog’s contract asks for it, and for passwords that arrive in its form', () => {
  holds({
    pattern: /createHash\(\s*['"`](?:md5|sha1)/,
    among: server,
    unless: {
      'src/gateways/blog/signature.ts': 'blog §1: the signature (B1)',
      'src/conformance/blog/client.ts': 'blog §1: what a client of it sends',
      'src/core/passwords/former/former-passwords.ts': 'R3: a former back end that had a password in clear, or its md5',
      'src/core/passwords/hasher.ts': 'R3: what argon2id is computed over',
      'src/core/passwords/policy.ts': 'R3a: the commonest passwords, in the form that the blog sends',
    },
    planted: "createHash('md5')",
  });
});

test('code: the page writes text as text: no HTML is put in as such', () => {
  holds({
    pattern: /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
    among: page,
    unless: {},
    planted: '<p dangerouslySetInnerHTML={{ __html: text }} />',
  });
});

test('code: the page speaks to no other window, and has no worker or socket', () => {
  holds({
    pattern: /\bpostMessage\b|\bnew (?:WebSocket|EventSource|RTCPeerConnection|Worker)\b/,
    among: page,
    unless: {},
    planted: "window.parent.postMessage(text, '*');",
  });
});

test('code: a certificate is always verified, but where PostgreSQL is asked for with sslmode=require', () => {
  holds({
    pattern: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED/,
    among: server,
    unless: { 'src/config/database.ts': 'sslmode=require: encrypted, whoever answers, as libpq means it' },
    planted: 'connect({ rejectUnauthorized: false });',
  });
});

test('code: no XML, YAML, LDAP, GraphQL or template that somebody else wrote is read', () => {
  holds({
    pattern: /from ['"](?:node:v8|[^'"]*(?:xml|yaml|ldap|graphql|handlebars|ejs|pug|mustache|nunjucks)[^'"]*)['"]/,
    among: server,
    unless: { 'src/start/small-heap.ts': 'says how much the heap may grow; nothing is read' },
    planted: "import { parse } from 'fast-xml-parser';",
  });
});

function holds({ pattern, among, unless, planted }: Rule): void {
  assert.match(planted, pattern);
  assert.ok(among.length > 100, 'files were looked at');
  const found = among.filter((path) => pattern.test(readFileSync(join(root, path), 'utf8'))).sort();
  // Both ways: whoever needs no exception any more has none.
  assert.deepEqual(found, Object.keys(unless).sort());
}
