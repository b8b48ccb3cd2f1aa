import type { Generated } from 'kysely';

/** Milliseconds since 1970-01-01T00:00:00Z. */
type EpochMs = number;
/** SQLite has no booleans: 0 is false, 1 is true, on both dialects. */
type Flag = 0 | 1;

/** Only `active` accounts sign in (R1); `waiting` is a staff sign-up before its audit (S4). */
export type AccountStatus = 'waiting' | 'active' | 'rejected' | 'frozen';
/** What an account may do; at least one owner remains. */
export type AccountRole = 'user' | 'admin' | 'owner';
/** The wire contracts, by the name of their gateway. */
export type ContractName = 'desktop' | 'mobile' | 'staff' | 'panel' | 'blog';
/** The contracts whose callers sign in; the panel has one token instead. */
export type SessionContract = Exclude<ContractName, 'panel'>;
/** Where an account was first made: a contract's door, or the operator's command line. */
export type AccountOrigin = ContractName | 'console';

export interface AccountsTable {
  id: Generated<number>;
  created_at: EpochMs;
  updated_at: EpochMs;
  origin: AccountOrigin;
  status: AccountStatus;
  role: AccountRole;
  /** When the staff door's own audit let the account in; null while it waits there. */
  staff_approved_at: EpochMs | null;
  handle: string | null;
  /** The handle after NFKC and case folding: what uniqueness is judged by. */
  handle_key: string | null;
  /** E.164, with the plus sign. */
  phone: string | null;
  phone_area: string | null;
  phone_verified_at: EpochMs | null;
  /** A phone typed in over a proved one: shown to the staff door, signs nobody in until proved. */
  pending_phone: string | null;
  email: string | null;
  email_verified_at: EpochMs | null;
  pending_email: string | null;
  password_verifier: string | null;
  password_changed_at: EpochMs | null;
  openid: string;
  display_name: string;
  real_name: string;
  /** A path below /avatars/, or an absolute URL, or empty. */
  avatar: string;
  /** 0 female, 1 male, 2 not told. */
  gender: Generated<number>;
  birthday: string;
  address: string;
  position: string;
  signature: string;
  brief: string | null;
  /** Pushes up to this id are cleared from the account's own view. */
  pushes_cleared_through: Generated<number>;
}

export interface SessionsTable {
  id: Generated<number>;
  account_id: number;
  contract: SessionContract;
  created_at: EpochMs;
  expires_at: EpochMs;
  /** Keyed hash of an opaque access token; null where the token is a JWT that names the session. */
  access_hash: string | null;
  address: string;
  user_agent: string;
  last_seen_at: EpochMs;
  ended_at: EpochMs | null;
  end_reason: string | null;
}

export interface RefreshTokensTable {
  hash: string;
  session_id: number;
  expires_at: EpochMs;
  used_at: EpochMs | null;
}

export interface PasswordGuessesTable {
  /** An account, or the keyed hash of an identifier that no account has. */
  subject: string;
  /** Keyed hash of a device that signed in before; empty for all others together. */
  device: string;
  failures: number;
  not_before: EpochMs;
  updated_at: EpochMs;
}

export interface KnownDevicesTable {
  account_id: number;
  device: string;
  last_seen_at: EpochMs;
}

export interface LimitHitsTable {
  id: Generated<number>;
  key: string;
  at: EpochMs;
  expires_at: EpochMs;
}

export interface CodesTable {
  /** Keyed hash of purpose and recipient. */
  subject: string;
  code_hash: string;
  tries: Generated<number>;
  created_at: EpochMs;
  expires_at: EpochMs;
}

export interface EmailProofsTable {
  token_hash: string;
  account_id: number;
  email: string;
  expires_at: EpochMs;
}

export interface CaptchasTable {
  id_hash: string;
  answer_hash: string;
  expires_at: EpochMs;
}

export interface ReplayMarksTable {
  key: string;
  /** 0 while the first request is still being answered. */
  done: Flag;
  expires_at: EpochMs;
}

export interface SigningKeysTable {
  id: Generated<number>;
  auth_key: string;
  secret_encrypted: string;
  name: string;
  created_at: EpochMs;
  disabled_at: EpochMs | null;
}

export interface ApiKeysTable {
  id: Generated<number>;
  name: string;
  key_hash: string;
  /** JSON array of rights. */
  rights: string;
  created_at: EpochMs;
  expires_at: EpochMs | null;
  last_used_at: EpochMs | null;
  revoked_at: EpochMs | null;
}

export interface ReleasesTable {
  id: Generated<number>;
  version: string;
  /** Sorts, byte by byte, in the order of the versions. */
  version_order: string;
  path: string;
  storage_name: string;
  size_bytes: number;
  sha256: string;
  notes: string | null;
  uploaded_by: string;
  created_at: EpochMs;
  withdrawn_at: EpochMs | null;
}

export interface LicencesTable {
  id: Generated<number>;
  number: string;
  account_id: number | null;
  effect_at: EpochMs | null;
  expires_at: EpochMs | null;
  revoked_at: EpochMs | null;
  created_at: EpochMs;
}

export interface HeartbeatsTable {
  session_id: number;
  account_id: number;
  first_at: EpochMs;
  last_at: EpochMs;
  beats: number;
  address: string;
  user_agent: string;
}

export interface PushDevicesTable {
  id: Generated<number>;
  account_id: number;
  client_id: string;
  client_type: string;
  enabled: Flag;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface PushesTable {
  id: Generated<number>;
  title: string;
  body: string;
  /** 0 everyone, 1 the accounts in push_recipients. */
  scope: Flag;
  manager_id: number;
  /** 0 queued, 1 sent, 2 failed. */
  status: 0 | 1 | 2;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface PushRecipientsTable {
  push_id: number;
  account_id: number;
}

export interface FaqsTable {
  id: Generated<number>;
  title: string;
  content: string;
  category: string;
  external_link: string;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface FeedbackCategoriesTable {
  id: Generated<number>;
  name: string;
  description: string;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface FeedbackTable {
  id: Generated<number>;
  account_id: number;
  content: string;
  status: Generated<number>;
  category_id: number | null;
  contact_phone: string;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface FeedbackRepliesTable {
  id: Generated<number>;
  feedback_id: number;
  /** The feedback's author, so that unread replies are counted without a join. */
  account_id: number;
  content: string;
  manager_id: number;
  is_read: Generated<Flag>;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface VaultEntriesTable {
  id: Generated<number>;
  pin: string;
  remark: string;
  pt_key_encrypted: string | null;
  ws_key_encrypted: string | null;
  created_at: EpochMs;
  updated_at: EpochMs;
}

export interface JobsTable {
  id: Generated<number>;
  kind: string;
  /** JSON, sealed by the keyring. */
  payload: string;
  run_at: EpochMs;
  attempts: Generated<number>;
  leased_until: EpochMs | null;
  dead_at: EpochMs | null;
  last_error: string | null;
  created_at: EpochMs;
}

export interface AuditLogTable {
  id: Generated<number>;
  at: EpochMs;
  actor: string;
  action: string;
  target: string;
  contract: string;
  address: string;
  /** JSON. */
  details: string;
}

/** What exists once: the root key's id, the panel token's hash. */
export interface SettingsTable {
  name: string;
  value: string;
}

/** The migrations that were applied. */
export interface SchemaMigrationsTable {
  version: number;
  name: string;
  applied_at: EpochMs;
}

/** Every table, by name, as the newest migration leaves it. */
export interface Schema {
  accounts: AccountsTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  password_guesses: PasswordGuessesTable;
  known_devices: KnownDevicesTable;
  limit_hits: LimitHitsTable;
  codes: CodesTable;
  email_proofs: EmailProofsTable;
  captchas: CaptchasTable;
  replay_marks: ReplayMarksTable;
  signing_keys: SigningKeysTable;
  api_keys: ApiKeysTable;
  releases: ReleasesTable;
  licences: LicencesTable;
  heartbeats: HeartbeatsTable;
  push_devices: PushDevicesTable;
  pushes: PushesTable;
  push_recipients: PushRecipientsTable;
  faqs: FaqsTable;
  feedback_categories: FeedbackCategoriesTable;
  feedback: FeedbackTable;
  feedback_replies: FeedbackRepliesTable;
  vault_entries: VaultEntriesTable;
  jobs: JobsTable;
  audit_log: AuditLogTable;
  settings: SettingsTable;
  schema_migrations: SchemaMigrationsTable;
}
