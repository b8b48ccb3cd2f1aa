import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackage } from './apt.mjs';

/** Installs Debian's age, which opens what we encrypt in the tests, where there is none. Without it it says what to do and exits with 1. */
export function ensureAge() {
  return ensurePackage({
    isThere: hasAge,
    name: 'age',
    installing: 'Installing age for the tests of encrypted backups… / 正在安装加密备份测试所需的 age…',
    needed: 'The tests of encrypted backups need age',
    chinese: '加密备份测试需要 age，请先安装。',
  });
}

function hasAge() {
  const { PATH = '' } = process.env;
  return PATH.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, 'age')));
}
