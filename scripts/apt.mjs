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
