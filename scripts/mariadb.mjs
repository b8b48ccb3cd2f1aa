import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackage } from './apt.mjs';

const programs = ['mariadbd', 'mariadb-install-db'];
// Debian's places: one of the two is not in the PATH of ordinary users.
const debian = ['/usr/sbin', '/usr/bin'];

/**
 * The files of MariaDB's two programs, in the folder PORTICO_MARIADB_BIN, else in the PATH. Undefined without.
 * @returns {{ server: string, install: string } | undefined}
 */
export function findMariadb() {
  const { PORTICO_MARIADB_BIN: given, PATH = '' } = process.env;
  const folders = given ? [given] : [...PATH.split(delimiter), ...debian].filter(Boolean);
  const [server, install] = programs.map((name) =>
    folders.map((folder) => join(folder, name)).find((file) => existsSync(file)),
  );
  return server && install ? { server, install } : undefined;
}

/** Installs Debian's MariaDB where there is none; what it starts by itself is not used. Without one it says what to do and exits with 1. */
export function ensureMariadb() {
  const { PORTICO_MARIADB_BIN: given } = process.env;
  return ensurePackage({
    isThere: findMariadb,
    name: 'mariadb-server',
    installing: 'Installing mariadb-server for the tests of imports… / 正在安装导入测试所需的 mariadb-server…',
    needed: 'The tests of imports need MariaDB 10.6 or newer',
    chinese: '导入测试需要 MariaDB 10.6 以上，请先安装，或用 PORTICO_MARIADB_BIN 指定其程序目录。',
    misnamed: given ? `PORTICO_MARIADB_BIN names ${given}, where ${programs.join(', ')} are not` : undefined,
    otherwise: ', or name its folder of programs in PORTICO_MARIADB_BIN',
  });
}
