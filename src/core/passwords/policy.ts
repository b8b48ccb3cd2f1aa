import { createHash } from 'node:crypto';
import { invalidFields } from '../errors.ts';
import type { PasswordInput } from './hasher.ts';

const commonCount = 10_000;
const shortestHardened = 8;
/** What a guesser tries first here: the program, its doors, and the roles that people have. With whatever is no letter around it, too. */
const contextWords = new Set(
  'portico porticoadmin porticoowner admin administrator owner console desktop mobile staff panel blog root operator password'.split(
    ' ',
  ),
);
let commonDigests: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a hardened contract takes this password (R3a): at least 8 characters, not among the 10,000 commonest, and no word of this
 * place; of a password that arrives as its md5 only the second can be told.
 */
async function isStrongPassword(password: PasswordInput): Promise<boolean> {
  commonDigests ??= loadCommonDigests().catch((error) => {
    commonDigests = undefined;
    throw error;
  });
  const common = await commonDigests;
  if (password.form === 'md5') return !common.has(password.value.toLowerCase());
  if ([...password.value].length < shortestHardened || isContextWord(password.value)) return false;
  return !common.has(digest(password.value)) && !common.has(digest(password.value.toLowerCase()));
}

/** `Portico-2026!` is the word alone. */
function isContextWord(password: string): boolean {
  return contextWords.has(password.toLowerCase().replace(/[^a-z]/g, ''));
}

/** Throws `request.invalid_fields` for a short, common or obvious new password (R3a). */
export async function requireStrongPassword(field: string, password: PasswordInput): Promise<void> {
  if (await isStrongPassword(password)) return;
  throw invalidFields({ field, label: '密码', rule: '至少 8 位，且不能是常见密码' });
}

/** Loaded at first use: only hardened contracts pay for the list. */
async function loadCommonDigests(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].slice(0, commonCount).map((password) => digest(String(password))));
}

function digest(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
