import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { findNginx } from '../scripts/nginx.mjs';
import { findPostgres } from '../scripts/postgres.mjs';
import { wrk } from '../scripts/wrk.mjs';

const root = join(import.meta.dirname, '..');

/** What this machine lacks, in words; undefined: nothing. */
export function findLack(): string | undefined {
  if (process.platform !== 'linux') {
    return `This is ${process.platform}. The figures need Linux: taskset gives server and load a core each, /proc tells what a process took.`;
  }
  if (!existsSync('/usr/bin/taskset'))
    return 'There is no taskset, which gives server and load a core each: install util-linux.';
  if (availableParallelism() < 2) {
    return `There is ${availableParallelism()} core. The figures need two, one for the server and one for the load: on one, each would be measured by what the other leaves it.`;
  }
  return undefined;
}

/** On what, with what and of what it was measured, a line each. */
export function describeMachine(): string[] {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `- machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory}, Linux ${release()}`,
    `- versions: Node ${process.version}, ${describePackages()}, ${describePrograms()}`,
    `- commit: ${describeCommit()}`,
    `- load of the machine before it began: ${readFileSync('/proc/loadavg', 'utf8').split(' ', 3).join(' ')}`,
  ];
}

function describePackages(): string {
  const versions = { ...dependenciesOf('package.json'), ...dependenciesOf('bench/better-auth/package.json') };
  const names = ['fastify', 'better-sqlite3', 'pg', '@node-rs/argon2', '@resvg/resvg-js', 'better-auth'];
  return names.map((name) => `${name} ${versions[name]}`).join(', ');
}

function dependenciesOf(manifest: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, manifest), 'utf8')).dependencies;
}

/** As they say it themselves, wherever they say it. */
function describePrograms(): string {
  const programs = [
    ['PostgreSQL', join(findPostgres() ?? '', 'postgres'), '--version'],
    ['nginx', findNginx() ?? '', '-v'],
    ['wrk', wrk, '-v'],
  ] as const;
  const said = programs.map(([name, program, word]) => {
    const { stdout, stderr } = spawnSync(program, [word], { encoding: 'utf8' });
    return `${name} ${/\d+\.[\d.]*\d/.exec(stdout + stderr)?.[0]}`;
  });
  return said.join(', ');
}

function describeCommit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  } catch {
    return 'unknown: this is no clone';
  }
}
