import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import manifest from '../package.json' with { type: 'json' };

// How fast a former back end's accounts come in, in how much memory, and whether a run that was killed in the middle goes on
// without a doubled account: `node_modules/.bin/node bench/import.ts [rows]`.

/** As `npm run portico` has them: a small young generation is a part of how little memory it takes. */
const flags = manifest.scripts.portico.split(' ').filter((word) => word.startsWith('--'));
const rows = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'portico-import-'));
const [csv, mapping, dataDir] = ['users.csv', 'mapping.toml', 'data'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

/** An id with a salt, as a back end that nobody liked would have kept it; one of a hundred with a wrong address. */
function row(id: number): string {
  const salt = (id * 7919).toString(36).padStart(6, '0').slice(-6);
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const email = id % 100 === 0 ? 'nowhere' : `user${id}@example.com`;
  return `${id},user_${id},${email},1${38e8 + id * 7},用户${id},1${500_000_000 + id},${md5(md5(`password-${id}`) + salt)},${salt}\n`;
}

async function writeRows(): Promise<void> {
  const file = createWriteStream(csv);
  file.write('uid,username,email,mobile,nick,regtime,password,salt\n');
  for (let id = 1; id <= rows; id += 1) if (!file.write(row(id))) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
  writeFileSync(
    mapping,
    `source = "bench"
door = "blog"
[fields]
id = "uid"
handle = "username"
email = "email"
email_verified = true
phone = "mobile"
display_name = "nick"
created_at = "regtime"
[password]
column = "password"
salt = "salt"
format = "md5(md5(password)+salt)"
`,
  );
}

interface Run {
  seconds: number;
  peakMib: number;
  status: number | null;
  output: string;
}

/** Runs the import; `killAfter`: kills it with SIGKILL once that share of the rows is taken. */
async function run(killAfter?: number): Promise<Run> {
  const startedAt = performance.now();
  const words = [...flags, 'scripts/portico.mjs', 'import', 'accounts', csv, '--mapping', mapping];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORTICO_DATA_DIR: dataDir },
  });
  let output = '';
  let peakMib = 0;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
      const taken = Number(/(\d+) rows {2}\d+\/s[^\n]*\n$/.exec(output)?.[1] ?? 0);
      if (killAfter !== undefined && taken >= rows * killAfter) child.kill('SIGKILL');
    });
  const ended = once(child, 'exit');
  while (child.exitCode === null && child.signalCode === null) {
    peakMib = Math.max(peakMib, readPeakMib(child.pid as number));
    await Promise.race([ended, delay(200)]);
  }
  return { seconds: (performance.now() - startedAt) / 1000, peakMib, status: child.exitCode, output };
}

/** The most that the process ever had resident, by the kernel's own count. */
function readPeakMib(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function countAccounts(): Record<string, number> {
  const database = new BetterSqlite3(join(dataDir, 'portico.db'), { readonly: true });
  const count = (sql: string): number => database.prepare(sql).pluck().get() as number;
  const counts = {
    accounts: count("select count(*) from accounts where origin = 'blog'"),
    taken: count('select count(*) from imported_accounts'),
    doubled: count('select count(*) from (select 1 from imported_accounts group by account_id having count(*) > 1)'),
  };
  database.close();
  return counts;
}

try {
  await writeRows();
  const killed = await run(0.4);
  const between = countAccounts();
  const resumed = await run();
  const after = countAccounts();
  const created = after.accounts ?? 0;
  const seconds = killed.seconds + resumed.seconds;
  console.log(resumed.output.split('\n').slice(-9).join('\n'));
  console.log(`killed with SIGKILL after ${between.accounts} accounts, ${Math.round(killed.peakMib)} MiB at most`);
  console.log(
    `resumed: ${created - (between.accounts ?? 0)} more, ${Math.round(resumed.peakMib)} MiB at most, status ${resumed.status}`,
  );
  console.log(`${rows} rows in ${Math.round(seconds)} s: ${Math.round(rows / seconds)} rows/s`);
  console.log(
    `accounts ${created} of ${rows - Math.floor(rows / 100)}, noted ${after.taken}, doubled ${after.doubled}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
