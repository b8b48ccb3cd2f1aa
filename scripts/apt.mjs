import { existsSync } from 'node:fs';
import { runChild } from './child.mjs';

/**
 * Installs Debian packages. Undefined, or why it did not work.
 * @param {string[]} packages
 */
export async function install(packages) {
  if (!existsSync('/usr/bin/apt-get')) return 'there is no apt-get to install it with';
  if (await apt('install', ...packages)) return undefined;
  // Without an index, as in most containers, there is nothing to install from.
  await update();
  return (await apt('install', ...packages)) ? undefined : 'apt-get could not install it, see its message above';
}

/**
 * Installs a Debian package where what it brings is not there. Without that it says what to do and exits with 1. `misnamed`:
 * why it cannot be where a variable says, so that nothing is installed; `otherwise`: what else helps.
 * @param {{ isThere: () => unknown, name: string, installing: string, needed: string, chinese: string, misnamed?: string | undefined, otherwise?: string }} what
 */
export async function ensurePackage({ isThere, name, installing, needed, chinese, misnamed, otherwise = '' }) {
  if (isThere()) return;
  console.error(installing);
  const reason = misnamed ?? (await install([name])) ?? 'it was installed, but is not found';
  if (isThere()) return;
  console.error(`${needed}: ${reason}. Install it (as root: apt-get install ${name})${otherwise}. / ${chinese}`);
  process.exit(1);
}

/** Reads anew which packages there are. */
export function update() {
  return apt('update');
}

/** @param {string[]} words */
async function apt(...words) {
  const options = ['-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const command = ['apt-get', ...options, ...words];
  // `-n`: asks for no password, which nobody would be there to type. Its environment is not ours, so that it is told in words.
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const [program = '', ...args] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
  try {
    const { code } = await runChild(program, args, { stdio: ['ignore', 2, 2] });
    return code === 0;
  } catch {
    return false;
  }
}
