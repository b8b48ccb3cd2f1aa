import { existsSync } from 'node:fs';
import { ensurePackage } from './apt.mjs';

/** What asks faster than the server answers, from a single core. */
export const wrk = '/usr/bin/wrk';

/** Installs Debian's wrk where there is none. Without one it says what to do and exits with 1. */
export function ensureWrk() {
  return ensurePackage({
    isThere: () => existsSync(wrk),
    name: 'wrk',
    installing: 'Installing wrk, which makes the load… / 正在安装压测工具 wrk…',
    needed: 'The benches need wrk for their load',
    chinese: '请先安装 wrk。',
  });
}
