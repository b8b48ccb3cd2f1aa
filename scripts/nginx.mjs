import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackage } from './apt.mjs';

// Not in the PATH of ordinary users.
const debian = '/usr/sbin';

/**
 * The nginx that tests put in front of nodes: PORTICO_NGINX, else the one that the system has. Undefined without one.
 * @returns {string | undefined}
 */
export function findNginx() {
  const { PORTICO_NGINX: given, PATH = '' } = process.env;
  const files = given
    ? [given]
    : [...PATH.split(delimiter), debian].filter(Boolean).map((folder) => join(folder, 'nginx'));
  return files.find((file) => existsSync(file));
}

/** Installs Debian's nginx where there is none; what it starts by itself is not used. Without one it says what to do and exits with 1. */
export function ensureNginx() {
  const { PORTICO_NGINX: given } = process.env;
  return ensurePackage({
    isThere: findNginx,
    name: 'nginx',
    installing: 'Installing nginx for the tests behind it… / 正在安装 nginx 测试所需的 nginx…',
    needed: 'The tests behind nginx need it, 1.22 or newer',
    chinese: '请先安装 nginx（1.22 以上），或用 PORTICO_NGINX 指定其路径。',
    misnamed: given ? `PORTICO_NGINX names ${given}, which is not there` : undefined,
    otherwise: ', or name it in PORTICO_NGINX',
  });
}
