import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackage } from './apt.mjs';

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
export function ensureRedis() {
  const { PORTICO_REDIS_BIN: given } = process.env;
  return ensurePackage({
    isThere: findRedis,
    name: 'redis-server',
    installing: 'Installing redis-server for the tests with Redis… / 正在安装 Redis 测试所需的 redis-server…',
    needed: 'The tests with Redis need Redis 7 or newer, or Valkey',
    chinese: 'Redis 测试需要 Redis 7 以上或 Valkey，请先安装，或用 PORTICO_REDIS_BIN 指定其程序目录。',
    misnamed: given ? `PORTICO_REDIS_BIN names ${given}, where neither redis-server nor valkey-server is` : undefined,
    otherwise: ', or name its folder of programs in PORTICO_REDIS_BIN',
  });
}
