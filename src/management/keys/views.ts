import type { ApiKey } from '../../core/api-keys/api-keys.ts';
import type { SigningKey } from '../../core/signing-keys/signing-keys.ts';
import { printTime } from '../schemas.ts';
import type { ApiKeyView, SigningKeyView } from './schemas.ts';

/** One signing key as it is answered. */
export function viewSigningKey(key: SigningKey): SigningKeyView {
  return {
    id: key.id,
    authKey: key.authKey,
    name: key.name,
    state: key.state,
    createdAt: printTime(key.createdAt),
    expiresAt: printTime(key.expiresAt),
    disabledAt: printTime(key.disabledAt),
    version: key.updatedAt,
  };
}

/** One API key as it is answered. */
export function viewApiKey(key: ApiKey): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    hint: key.hint,
    rights: key.rights,
    state: key.state,
    createdAt: printTime(key.createdAt),
    lastUsedAt: printTime(key.lastUsedAt),
    expiresAt: printTime(key.expiresAt),
    revokedAt: printTime(key.revokedAt),
    version: key.updatedAt,
  };
}
