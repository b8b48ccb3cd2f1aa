import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runChild } from './child.mjs';

const packages = ['chromium', 'fonts-noto-cjk'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The browser that tests drive: PORTICO_CHROMIUM, else the one that the system has. Undefined without one.
 * @returns {string | undefined}
 */
export function findBrowser() {
  const { PORTICO_CHROMIUM: given, PATH = '' } = process.env;
  if (given) return given;
  const folders = [...PATH.split(delimiter), '/usr/bin'].filter(Boolean);
  const inPath = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  return [...inPath, ...places].find((file) => existsSync(file));
}

/** Installs Debian's chromium, with a font that has Chinese, where no browser is. When that fails, says what to do and exits with 1. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found && existsSync(found)) return;
  if (found) fail(`PORTICO_CHROMIUM names ${found}, which is not there`);
  console.error('Installing chromium for the browser tests… / 正在安装浏览器测试所需的 chromium…');
  if (!existsSync('/usr/bin/apt-get')) fail('there is no apt-get to install one with');
  // Without an index, as in most containers, there is nothing to install from.
  if (!(await apt('install', ...packages))) {
    await apt('update');
    if (!(await apt('install', ...packages))) fail('apt-get could not install it: see its message above');
  }
  if (!findBrowser()) fail('apt-get installed it, but no chromium is in the PATH');
}

/** @param {string[]} words */
async function apt(...words) {
  const isRoot = process.getuid?.() === 0;
  const options = ['-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const command = ['apt-get', ...options, ...words];
  // `-n`: asks for no password, which nobody would be there to type.
  const [program = '', ...args] = isRoot ? command : ['sudo', '-n', ...command];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    const { code } = await runChild(program, args, { stdio: ['ignore', 2, 2], env });
    return code === 0;
  } catch {
    return false;
  }
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  console.error(
    `The browser tests need chromium: ${reason}. Install it (as root: apt-get install ${packages.join(' ')}), or name a Chromium or Chrome in PORTICO_CHROMIUM. / ` +
      '浏览器测试需要 chromium，请先安装，或用 PORTICO_CHROMIUM 指定其路径。',
  );
  process.exit(1);
}
