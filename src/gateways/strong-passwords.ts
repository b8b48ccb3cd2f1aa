import type { PasswordInput } from '../core/passwords/hasher.ts';
import { requireStrongPassword } from '../core/passwords/policy.ts';
import type { ContractSettings } from './gateway.ts';

/** Throws `request.invalid_fields` where a hardened contract is given a short or common new password (R3a). */
export async function refuseWeakPassword(
  settings: ContractSettings,
  field: string,
  password: PasswordInput,
): Promise<void> {
  if (settings.hardened) await requireStrongPassword(field, password);
}
