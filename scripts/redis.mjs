import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install } from './apt.mjs';

const names = ['redis-server', 'valkey-server'];

/**
 * The server's program: in the folder PORTICO_REDIS_BIN, else in the PATH. Undefined without.
 * @returns {string | undefined}
 */
export function findRedis() {
  const { PORTICO_REDIS_BIN: given, PATH = '' } = process.env;
  const folders = given ? [given] : [...PATH.split(delimiter), '/usr/bin'].filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

/** Installs Debian's redis-server where there is none; what it starts by itself is not used. Without one it says what to do and exits with 1. */
export async function ensureRedis() {
  if (findRedis()) return;
  console.error('Installing redis-server for the tests with Redis… / 正在安装 Redis 测试所需的 redis-server…');
  const reason = process.env.PORTICO_REDIS_BIN
    ? `PORTICO_REDIS_BIN names ${process.env.PORTICO_REDIS_BIN}, where neither redis-server nor valkey-server is`
    : await install(['redis-server']);
  if (findRedis()) return;
  console.error(
    `The tests with Redis need Redis 7 or newer, or Valkey: ${reason ?? 'it was installed, but is not found'}. Install it (as root: apt-get install redis-server), or name its folder of programs in PORTICO_REDIS_BIN. / ` +
      'Redis 测试需要 Redis 7 以上或 Valkey，请先安装，或用 PORTICO_REDIS_BIN 指定其程序目录。',
  );
  process.exit(1);
}
