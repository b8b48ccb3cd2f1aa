import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install } from './apt.mjs';

/** Installs Debian's age, which opens what we encrypt in the tests, where there is none. Without it it says what to do and exits with 1. */
export async function ensureAge() {
  if (hasAge()) return;
  console.error('Installing age for the tests of encrypted backups… / 正在安装加密备份测试所需的 age…');
  const reason = await install(['age']);
  if (hasAge()) return;
  console.error(
    `The tests of encrypted backups need age: ${reason ?? 'it was installed, but is not in the PATH'}. Install it (as root: apt-get install age). / ` +
      '加密备份测试需要 age，请先安装。',
  );
  process.exit(1);
}

function hasAge() {
  const { PATH = '' } = process.env;
  return PATH.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, 'age')));
}
