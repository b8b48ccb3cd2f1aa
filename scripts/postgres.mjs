import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackage } from './apt.mjs';

const programs = ['initdb', 'postgres', 'pg_basebackup'];
const debian = '/usr/lib/postgresql';

/**
 * The folder with PostgreSQL's programs: PORTICO_POSTGRES_BIN, else the one in the PATH or Debian's newest. Undefined without.
 * @returns {string | undefined}
 */
export function findPostgres() {
  const { PORTICO_POSTGRES_BIN: given, PATH = '' } = process.env;
  const newestFirst = (existsSync(debian) ? readdirSync(debian) : []).sort((one, other) => Number(other) - Number(one));
  const folders = given ? [given] : [...PATH.split(delimiter), ...newestFirst.map((name) => join(debian, name, 'bin'))];
  return folders.filter(Boolean).find((folder) => programs.every((name) => existsSync(join(folder, name))));
}

/** Installs Debian's PostgreSQL where there is none; what it starts by itself is not used. Without one it says what to do and exits with 1. */
export function ensurePostgres() {
  const { PORTICO_POSTGRES_BIN: given } = process.env;
  return ensurePackage({
    isThere: findPostgres,
    name: 'postgresql',
    installing: 'Installing postgresql for the tests on both databases… / 正在安装双数据库测试所需的 postgresql…',
    needed: 'The tests on both databases need PostgreSQL 15 or newer',
    chinese: '双数据库测试需要 PostgreSQL 15 以上，请先安装，或用 PORTICO_POSTGRES_BIN 指定其程序目录。',
    misnamed: given ? `PORTICO_POSTGRES_BIN names ${given}, where ${programs.join(', ')} are not` : undefined,
    otherwise: ', or name its folder of programs in PORTICO_POSTGRES_BIN',
  });
}
