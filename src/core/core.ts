import type { Accounts } from './accounts/accounts.ts';
import type { ApiKeys } from './api-keys/api-keys.ts';
import type { Audit } from './audit/audit.ts';
import type { Captchas } from './captcha/captcha.ts';
import type { Codes } from './codes/codes.ts';
import type { Limits } from './limits/limits.ts';
import type { PasswordHasher } from './passwords/hasher.ts';
import type { Clock, FileStore } from './ports.ts';
import type { Registration } from './registration/registration.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { Settings } from './settings/settings.ts';
import type { SignIn } from './sign-in/sign-in.ts';

export type { ContractName } from '../db/schema.ts';

/** Every operation that a door may call. */
export interface Core {
  accounts: Accounts;
  apiKeys: ApiKeys;
  captchas: Captchas;
  audit: Audit;
  codes: Codes;
  hasher: PasswordHasher;
  limits: Limits;
  registration: Registration;
  sessions: Sessions;
  settings: Settings;
  signIn: SignIn;
  files: FileStore;
  clock: Clock;
}
