import { invalidFields } from '../core/errors.ts';
import type { PasswordInput } from '../core/passwords/hasher.ts';
import { isStrongPassword } from '../core/passwords/policy.ts';
import type { ContractSettings } from './gateway.ts';

/** Throws `request.invalid_fields` where a hardened contract is given a short or common new password (R3a). */
export async function refuseWeakPassword(
  settings: ContractSettings,
  field: string,
  password: PasswordInput,
): Promise<void> {
  if (!settings.hardened || (await isStrongPassword(password))) return;
  throw invalidFields({ field, label: '密码', rule: '至少 8 位，且不能是常见密码' });
}
