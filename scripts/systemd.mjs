import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackage } from './apt.mjs';

/**
 * What judges units; undefined without it.
 * @returns {string | undefined}
 */
export function findSystemdAnalyze() {
  const { PATH = '' } = process.env;
  const files = [...PATH.split(delimiter), '/usr/bin'].filter(Boolean).map((folder) => join(folder, 'systemd-analyze'));
  return files.find((file) => existsSync(file));
}

/** Installs Debian's systemd on a Linux without it, as containers are; nothing of it is started. Elsewhere there are no units. */
export async function ensureSystemdAnalyze() {
  if (process.platform !== 'linux') return;
  await ensurePackage({
    isThere: findSystemdAnalyze,
    name: 'systemd',
    installing: 'Installing systemd for the test of its unit… / 正在安装 systemd，用于检查其单元文件…',
    needed: 'The test of the systemd unit needs systemd-analyze',
    chinese: '检查 systemd 单元需要 systemd-analyze，请先安装 systemd。',
  });
}
