import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install } from './apt.mjs';

const font = 'fonts-noto-cjk';
const names = ['chromium', 'chromium-browser', 'google-chrome'];
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
  if (given) return existsSync(given) ? given : undefined;
  const folders = [...PATH.split(delimiter), '/usr/bin'].filter(Boolean);
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...inPath, ...places].find((file) => existsSync(file));
}

/** Installs Debian's chromium, and a font that has Chinese, where they are missing. Without a browser it says what to do and exits with 1. */
export async function ensureBrowser() {
  const { PORTICO_CHROMIUM: given } = process.env;
  if (given && !findBrowser()) fail(`PORTICO_CHROMIUM names ${given}, which is not there`);
  const missing = [...(findBrowser() ? [] : ['chromium']), ...(hasChineseFont() ? [] : [font])];
  if (missing.length === 0) return;
  console.error(`Installing ${missing.join(' and ')} for the browser tests… / 正在安装浏览器测试所需的软件包…`);
  const reason = await install(missing);
  if (!findBrowser()) fail(reason ?? 'apt-get installed it, but no chromium is in the PATH');
  if (reason)
    console.error(
      `Without ${font} the screenshots show boxes for Chinese: ${reason}. / 未安装中文字体，截图中的汉字会显示为方框。`,
    );
}

function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  try {
    return execFileSync('fc-list', [':lang=zh'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) !== '';
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
    `The browser tests need chromium: ${reason}. Install it (as root: apt-get install chromium ${font}), or name a Chromium or Chrome in PORTICO_CHROMIUM. / ` +
      '浏览器测试需要 chromium，请先安装，或用 PORTICO_CHROMIUM 指定其路径。',
  );
  process.exit(1);
}
