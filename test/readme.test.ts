import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testEvent, webhookEvents } from '../src/core/webhooks/events.ts';
import { runHere } from './support/run-here.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'clients/README.md',
].concat(
  readdirSync(join(root, 'docs'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
);

for (const page of pages) {
  test(`${page}: every relative link leads to a file`, () => {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      assert.ok(existsSync(join(root, dirname(page), target)), target);
    }
  });
}

for (const page of pages) {
  test(`${page}: nothing in it waits to be written`, () => {
    assert.doesNotMatch(read(page), /^[A-Z]{5,}$|\b(?:TODO|TBD|FIXME)\b/m);
  });
}

/** The page of each channel, and of backups, and how the names of its settings begin. */
const channels = {
  sms: { page: 'docs/sms.md', prefix: 'PORTICO_SMS' },
  push: { page: 'docs/push.md', prefix: 'PORTICO_PUSH' },
  email: { page: 'docs/mail.md', prefix: 'PORTICO_(?:EMAIL|SMTP)' },
  backup: { page: 'docs/backups.md', prefix: 'PORTICO_BACKUP' },
  storage: { page: 'docs/storage.md', prefix: 'PORTICO_STORAGE' },
  redis: { page: 'docs/redis.md', prefix: 'PORTICO_REDIS' },
  database: { page: 'docs/postgresql.md', prefix: 'PORTICO_DATABASE' },
};

for (const [channel, { page: path, prefix }] of Object.entries(channels)) {
  test(`${path}: names every setting of its channel, and no other of it`, () => {
    const files = readdirSync(join(root, 'src/config')).filter(
      (name) => name.startsWith(channel) && !name.includes('.test.'),
    );
    const source = files.map((name) => read(join('src/config', name))).join('');
    const known = new Set(source.match(/PORTICO_[A-Z_]*[A-Z]/g));
    const page = read(path);
    for (const name of [...known].filter((each) => !each.endsWith('_FILE')))
      assert.ok(page.includes(`\`${name}\``), name);
    const named = new Set(page.match(new RegExp(`${prefix}(?:_[A-Z_]*[A-Z])?`, 'g')));
    // What differs by purpose and language is read by its first part.
    const isKnown = (name: string) =>
      known.has(name) || known.has(name.replace(/(_ABROAD)?(_SIGN_IN|_REGISTER)?(_ZH|_EN)?(_FILE)?$/, ''));
    for (const name of named) assert.ok(isKnown(name), name);
  });
}

test('docs/webhooks.md: both languages list every event that can be subscribed to, and no other but the test', () => {
  const [, chinese = '', english = ''] = read('docs/webhooks.md').split(/^## (?:中文|English)$/m);
  for (const part of [chinese, english]) {
    const named = [...part.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map(([, event]) => event);
    assert.deepEqual(named, [...webhookEvents, testEvent]);
  }
});

for (const page of ['README.md', 'README.zh-CN.md']) {
  test(`${page}: names every setting that the server reads, and no other`, () => {
    const source = read('src/config.ts') + read('src/core/runtime-settings/definitions.ts');
    const known = new Set(source.match(/PORTICO_[A-Z_]*[A-Z]/g));
    // Of each channel, of Redis and of PostgreSQL the README has the switches alone: the rest is on a page of its own.
    const pushes = ['PORTICO_PUSH_VENDOR', 'PORTICO_PUSH_ANDROID', 'PORTICO_PUSH_IOS'];
    const backups = ['SCHEDULE', 'TO', 'KEEP', 'KEY'].map((end) => `PORTICO_BACKUP_${end}`);
    const files = ['PORTICO_STORAGE_URL', 'PORTICO_STORAGE_DOWNLOADS'];
    const formers = ['PORTICO_<CONTRACT>_FORMER_URL', 'PORTICO_STAFF_FORMER_CAPTCHA'];
    for (const name of [
      'PORTICO_SMS',
      'PORTICO_EMAIL',
      'PORTICO_REDIS_URL',
      'PORTICO_DATABASE_URL',
      ...pushes,
      ...backups,
      ...files,
      ...formers,
    ])
      known.add(name);
    for (const end of source.matchAll(/`\$\{prefix\}(_[A-Z_]+)`/g)) known.add(`PORTICO_<CONTRACT>${end[1]}`);
    const named = new Set(read(page).match(/PORTICO_(<CONTRACT>_)?[A-Z_]*[A-Z]/g));
    // What every contract has is named once, and again where one contract differs.
    for (const name of ['PORTICO_SECRET_KEY_FILE', 'PORTICO_PANEL_PORT']) named.delete(name);
    known.delete('PORTICO_SECRET_KEY_FILE');
    assert.deepEqual([...named].sort(), [...known].sort());
  });

  test(`${page}: names every command of the command line`, async () => {
    const listed = /^npm run -s portico -- serve [^`]*/m.exec(read(page))?.[0] ?? '';
    const known = new Set(listed.split(/[|\n]/).map((each) => each.replace('npm run -s portico -- ', '').trim()));
    const commands = await findCommands();
    assert.ok(commands.includes('serve') && commands.includes('backup verify'), 'commands are found');
    for (const command of commands) {
      const isNamed = [...known].some((each) => each === command || each.startsWith(`${command} `));
      assert.ok(isNamed, command);
    }
  });
}

/** As `--help` lists them: a command, or each part of one that has parts. */
async function findCommands(): Promise<string[]> {
  const found = await Promise.all(
    (await findListed([])).map(async (name) => {
      const parts = await findListed([name]);
      return [name, ...parts.map((part) => `${name} ${part}`)];
    }),
  );
  return found.flat();
}

async function findListed(words: string[]): Promise<string[]> {
  const { stdout } = await runHere([...words, '--help']);
  const [, list = ''] = stdout.split('Commands:\n');
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}
