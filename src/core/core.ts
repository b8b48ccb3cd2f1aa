import type { Accounts } from './accounts/accounts.ts';
import type { ApiKeys } from './api-keys/api-keys.ts';
import type { Audit } from './audit/audit.ts';
import type { Avatars } from './avatars/avatars.ts';
import type { Captchas } from './captcha/captcha.ts';
import type { Codes } from './codes/codes.ts';
import type { Devices } from './devices/devices.ts';
import type { Faq } from './faq/faq.ts';
import type { Feedback } from './feedback/feedback.ts';
import type { Heartbeats } from './licences/heartbeats.ts';
import type { Licences } from './licences/licences.ts';
import type { Limits } from './limits/limits.ts';
import type { PanelToken } from './panel-token/panel-token.ts';
import type { PasswordHasher } from './passwords/hasher.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { Clock, FileStore } from './ports.ts';
import type { Pushes } from './pushes/pushes.ts';
import type { Registration } from './registration/registration.ts';
import type { Releases } from './releases/releases.ts';
import type { Replays } from './replays/replays.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { Settings } from './settings/settings.ts';
import type { CaptchaDemand } from './sign-in/captcha-demand.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';
import type { Vault } from './vault/vault.ts';

export type { ContractName } from '../db/schema.ts';

/** Every operation that a door may call. */
export interface Core {
  accounts: Accounts;
  apiKeys: ApiKeys;
  captchaDemand: CaptchaDemand;
  captchas: Captchas;
  audit: Audit;
  avatars: Avatars;
  codes: Codes;
  devices: Devices;
  faq: Faq;
  feedback: Feedback;
  hasher: PasswordHasher;
  heartbeats: Heartbeats;
  licences: Licences;
  limits: Limits;
  panelToken: PanelToken;
  passwords: Passwords;
  pushes: Pushes;
  registration: Registration;
  releases: Releases;
  replays: Replays;
  sessions: Sessions;
  settings: Settings;
  signIn: SignIn;
  signingKeys: SigningKeys;
  vault: Vault;
  files: FileStore;
  clock: Clock;
}
