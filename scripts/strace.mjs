import { existsSync } from 'node:fs';
import { ensurePackage } from './apt.mjs';

const strace = '/usr/bin/strace';

/** Installs Debian's strace where there is none: it makes system calls fail. Without one it says what to do and exits with 1. */
export function ensureStrace() {
  return ensurePackage({
    isThere: () => existsSync(strace),
    name: 'strace',
    installing: 'Installing strace for the tests of failing disks… / 正在安装磁盘故障测试所需的 strace…',
    needed: 'The tests of failing disks need strace',
    chinese: '请先安装 strace。',
  });
}
