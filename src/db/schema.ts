import type { Generated } from 'kysely';
import type { AccountOrigin, ContractName, SessionContract } from '../contracts/names.ts';

export type { AccountOrigin, ContractName, SessionContract } from '../contracts/names.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
type EpochMs = number;
/** SQLite has no booleans: 0 is false, 1 is true, on both dialects. */
type Flag = 0 | 1;

/** Only `active` accounts sign in (R1); `waiting` is a staff sign-up before its audit (S4). */
export type AccountStatus = 'waiting' | 'active' | 'rejected' | 'frozen';
/** What an account may do; at least one owner remains. */
export type AccountRole = 'user' | 'admin' | 'owner';
/** Why a session ended before its time; `token-reuse`: a refresh token came twice (M4). */
export type SessionEndReason =
  | 'sign-out'
  | 'password'
  | 'role'
  | 'operator'
  | 'token-reuse'
  | Exclude<AccountStatus, 'active'>;

/** The one directory of people (R1, R2); an identifier belongs to at most one account. */
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
  /** Pushes up to this log number are cleared from the account's own view. */
  pushes_cleared_through: Generated<number>;
}

/**
 * What accounts are found by as an operator types: the beginnings of identifiers and names, in lower case. Rows are
 * derived from `accounts` and kept beside it by the directory itself.
 */
export interface AccountTermsTable {
  term: string;
  account_id: number;
}

/** How many accounts there are, by stretches of their ids; the sum over the shards counts, and triggers keep it. */
export interface AccountCountsTable {
  span: number;
  shard: number;
  /** Of one shard, it may be negative. */
  total: number;
}

/** Which account a former back end's became; the account is null where it was deleted since. */
export interface ImportedAccountsTable {
  /** Names the back end. */
  source: string;
  /** What it called the account. */
  former_id: string;
  account_id: number | null;
  imported_at: EpochMs;
}

/** Passwords of people who had another one in each back end: at this door it stands in for the account's, until a new one is chosen. */
export interface DoorPasswordsTable {
  account_id: number;
  contract: SessionContract;
  verifier: string;
}

/** One row behind every token, whatever its wire form (R9). */
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
  /** When the password was last given again in it; null: not since it was opened. */
  confirmed_at: EpochMs | null;
  ended_at: EpochMs | null;
  end_reason: SessionEndReason | null;
}

/** Keyed hashes of mobile's refresh tokens, used ones included (M4). */
export interface RefreshTokensTable {
  hash: string;
  session_id: number;
  expires_at: EpochMs;
  used_at: EpochMs | null;
}

/** Wrong passwords in a row, by whose password and by which device (R13). */
export interface PasswordGuessesTable {
  /** An account, or the keyed hash of an identifier that no account has. */
  subject: string;
  /** Keyed hash of a device that signed in before; empty for all others together. */
  device: string;
  failures: number;
  not_before: EpochMs;
  updated_at: EpochMs;
}

/** Devices that signed in to an account before (R13). */
export interface KnownDevicesTable {
  account_id: number;
  device: string;
  last_seen_at: EpochMs;
}

/** Every counted try that a sliding window may still hold (R7, R13). */
export interface LimitHitsTable {
  id: Generated<number>;
  key: string;
  at: EpochMs;
  expires_at: EpochMs;
}

/** The newest one-time code of each recipient and purpose (R7). */
export interface CodesTable {
  /** Keyed hash of purpose and recipient. */
  subject: string;
  code_hash: string;
  tries: Generated<number>;
  created_at: EpochMs;
  expires_at: EpochMs;
  /** The minute in which it is counted as sent; null: it is not counted, or counted as typed in already. */
  tally_at: EpochMs | null;
}

/** Codes by SMS of each minute and calling code, and of all calling codes as `*`; what breakers judge by. */
export interface CodeTalliesTable {
  area: string;
  minute_at: EpochMs;
  /** All that got past the budgets: what counts for the calling code's own. */
  asked: number;
  /** Those that were sent to numbers which nobody has proved yet. */
  sent: number;
  /** Those of `sent` that were typed in. */
  verified: Generated<number>;
}

/** One breaker a calling code, once it had something to do, and `*` over all of them from the beginning. */
export interface SmsBreakersTable {
  area: string;
  /** Codes from before are not judged. */
  counts_from: EpochMs;
  /** Null: it is closed. */
  opened_at: EpochMs | null;
  open_until: EpochMs | null;
  /** The codes that it was opened for. */
  judged_sent: number;
  judged_verified: number;
}

/** What SMS cost on each day of the server's zone. */
export interface SmsSpendTable {
  /** `YYYY-MM-DD`. */
  day: string;
  /** Millionths of the currency unit. */
  amount_micros: number;
  messages: number;
}

/** Keyed hashes of the tokens in mailed links, and what each proves (R2a). */
export interface EmailProofsTable {
  token_hash: string;
  account_id: number;
  email: string;
  expires_at: EpochMs;
}

/** Captchas that nobody has answered yet (R8). */
export interface CaptchasTable {
  id_hash: string;
  answer_hash: string;
  expires_at: EpochMs;
}

/** Signed writes that happened or are happening (blog B2). */
export interface ReplayMarksTable {
  key: string;
  /** 0 while the first request is still being answered. */
  done: Flag;
  expires_at: EpochMs;
}

/** The pairs that requests are signed with (blog B1). */
export interface SigningKeysTable {
  id: Generated<number>;
  auth_key: string;
  secret_encrypted: string;
  name: string;
  created_at: EpochMs;
  disabled_at: EpochMs | null;
  updated_at: Generated<EpochMs>;
  /** The end of a key that is being replaced. */
  expires_at: EpochMs | null;
}

/** Keys for programs, stored as keyed hashes. */
export interface ApiKeysTable {
  id: Generated<number>;
  name: string;
  key_hash: string;
  /** The last characters, so that people recognise a key in a list. */
  hint: string;
  /** JSON array of rights. */
  rights: string;
  created_at: EpochMs;
  updated_at: Generated<EpochMs>;
  expires_at: EpochMs | null;
  last_used_at: EpochMs | null;
  revoked_at: EpochMs | null;
}

/** What the desktop fleet upgrades to (desktop §1.3, D2). */
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
  updated_at: Generated<EpochMs>;
  withdrawn_at: EpochMs | null;
  /** Which fleet it is for; `stable` unless told. */
  channel: Generated<string>;
  /** How much of the fleet is offered it, 0 to 100. */
  rollout_percent: Generated<number>;
  /** Answered requests for the whole file. */
  downloads: Generated<number>;
}

/** Licences of the desktop program, each bound to at most one account (D5). */
export interface LicencesTable {
  id: Generated<number>;
  number: string;
  account_id: number | null;
  effect_at: EpochMs | null;
  expires_at: EpochMs | null;
  revoked_at: EpochMs | null;
  created_at: EpochMs;
  updated_at: Generated<EpochMs>;
  note: Generated<string>;
  /** The end that webhooks were told of; another one is told of when it comes. */
  expiry_told: EpochMs | null;
}

/** When each desktop session was seen; outlives the session (D4). */
export interface HeartbeatsTable {
  session_id: number;
  account_id: number;
  first_at: EpochMs;
  last_at: EpochMs;
  beats: number;
  address: string;
  user_agent: string;
}

/** App installations that take pushes, each bound to one account (M7). */
export interface PushDevicesTable {
  id: Generated<number>;
  account_id: number;
  client_id: string;
  client_type: string;
  enabled: Flag;
  created_at: EpochMs;
  /** When it was last bound or switched. */
  updated_at: EpochMs;
  /** When it was switched off because its vendor said that the app is gone: then binding it switches it on again. */
  unregistered_at: EpochMs | null;
}

/** The log of pushes (M11). */
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
  /** When a scheduled push goes out; null: at once. */
  send_at: EpochMs | null;
  cancelled_at: EpochMs | null;
  /** Its place in the mobile log, in the order of release; null until then. */
  log_number: number | null;
  released_at: EpochMs | null;
  /** When the last of its devices was addressed. */
  dispatched_at: EpochMs | null;
  /** How many accounts a push of scope 1 was addressed to. */
  recipient_count: Generated<number>;
  /** The devices addressed so far, without those that could not be reached any more; the other counts are of these. */
  device_count: Generated<number>;
  delivered_count: Generated<number>;
  failed_count: Generated<number>;
  /** Those whose app was gone; they are not among the failed. */
  unregistered_count: Generated<number>;
}

/** Who a push of scope 1 is addressed to (M11). */
export interface PushRecipientsTable {
  push_id: number;
  account_id: number;
}

/** Frequent questions with their answers. */
export interface FaqsTable {
  id: Generated<number>;
  title: string;
  content: string;
  category: string;
  external_link: string;
  /** The order of the list, highest first; newest first until operators put it in another. */
  position: Generated<number>;
  created_at: EpochMs;
  updated_at: EpochMs;
}

/** What feedback can be about. */
export interface FeedbackCategoriesTable {
  id: Generated<number>;
  name: string;
  description: string;
  created_at: EpochMs;
  updated_at: EpochMs;
}

/** What people write to the operators; status 0 open, 1 answered (M9). */
export interface FeedbackTable {
  id: Generated<number>;
  account_id: number;
  content: string;
  status: Generated<number>;
  category_id: number | null;
  contact_phone: string;
  created_at: EpochMs;
  updated_at: EpochMs;
  /** Whether an operator has opened it. */
  is_seen: Generated<Flag>;
}

/** Answers that operators give again and again. */
export interface CannedAnswersTable {
  id: Generated<number>;
  title: string;
  content: string;
  created_at: EpochMs;
  updated_at: EpochMs;
}

/** What operators answer (M9). */
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

/** Keys of third-party accounts, sealed at rest (P4). */
export interface VaultEntriesTable {
  id: Generated<number>;
  pin: string;
  remark: string;
  pt_key_encrypted: string | null;
  ws_key_encrypted: string | null;
  created_at: EpochMs;
  updated_at: EpochMs;
  /** When a key was last put: what the reminder to renew it goes by; 0 where there is no key. */
  keys_changed_at: Generated<EpochMs>;
}

/** Side effects that are still to happen, and dead ones for 30 days. */
export interface JobsTable {
  id: Generated<number>;
  kind: string;
  /** Unguessable, and the job's for as long as it lives, so that whoever heeds it does a repetition once. */
  key: string;
  /** JSON, sealed by the keyring. */
  payload: string;
  created_at: EpochMs;
  /** From when on its tries count: its making, or when an operator had it tried anew. */
  retry_since: EpochMs;
  /** When it is due: for one that is being done, when its lease runs out. */
  run_at: EpochMs;
  attempts: Generated<number>;
  /** Whoever is doing it knows this; null: nobody is. */
  lease: string | null;
  dead_at: EpochMs | null;
  last_error: string | null;
}

/** The append-only log of what was changed, by whom. */
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
  /** Binds the entry to the one before it; never null but while the chain is begun. */
  hash: string | null;
}

/** The newest entry of the audit log, sealed: one row, so that a log cut short is noticed. */
export interface AuditHeadTable {
  id: number;
  entry_id: number;
  hash: string;
  seal: string;
}

/** What happened how often in each hour; what the dashboard draws. */
export interface CountersTable {
  name: string;
  label: string;
  hour_at: EpochMs;
  value: number;
}

/** Creations that a client may repeat without doing them twice; status is null while the first is being answered. */
export interface IdempotencyKeysTable {
  key_hash: string;
  request_hash: string;
  status: number | null;
  answer_encrypted: string | null;
  expires_at: EpochMs;
}

/** Keyed hashes of the one-time links with which somebody chooses a new password. */
export interface PasswordResetsTable {
  token_hash: string;
  account_id: number;
  /** This and the next as the account had them when the link was made. */
  role: AccountRole;
  password_changed_at: EpochMs | null;
  /** Where it was mailed to; null: an operator handed it on. */
  email: string | null;
  expires_at: EpochMs;
}

/** Why an endpoint is told nothing: an operator said so, it answered 410 Gone, or it failed for too long. */
export type WebhookPauseReason = 'operator' | 'gone' | 'failing';
/** `waiting`: on its way or to be tried again. `held`: its endpoint is paused. `failed`: given up. */
export type WebhookDeliveryState = 'waiting' | 'delivered' | 'failed' | 'held';

/** Systems that are told what happens here. */
export interface WebhookEndpointsTable {
  id: Generated<number>;
  /** Sealed, since many a URL carries a secret. */
  url_encrypted: string;
  description: string;
  secret_encrypted: string;
  /** The secret before a rotation, which signs beside its successor until then. */
  former_secret_encrypted: string | null;
  former_secret_until: EpochMs | null;
  paused_at: EpochMs | null;
  pause_reason: WebhookPauseReason | null;
  /** Since when, and how often in a row, it failed; null and 0 after a success. */
  failing_since: EpochMs | null;
  failures: Generated<number>;
  created_at: EpochMs;
  updated_at: EpochMs;
}

/** Which endpoint is told of which event. */
export interface WebhookSubscriptionsTable {
  event: string;
  endpoint_id: number;
}

/** What happened, as it is told: the same words to every endpoint. */
export interface WebhookMessagesTable {
  /** `msg_…`: the receiver's key against repetitions. */
  id: string;
  event: string;
  /** JSON. */
  body: string;
  created_at: EpochMs;
}

/** One message to one endpoint. */
export interface WebhookDeliveriesTable {
  id: Generated<number>;
  endpoint_id: number;
  message_id: string;
  state: WebhookDeliveryState;
  attempts: Generated<number>;
  /** When it was last put in the queue. */
  queued_at: EpochMs | null;
  created_at: EpochMs;
  updated_at: EpochMs;
}

/** Each request that was made, and what came back. */
export interface WebhookAttemptsTable {
  id: Generated<number>;
  delivery_id: number;
  at: EpochMs;
  status: number | null;
  failure: string | null;
  duration_ms: number;
  /** The beginning of the answer. */
  answer: string;
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
  /** The oldest program, by the schema version that it knows, that works with this step; null: that of the step. */
  oldest_program: number | null;
}

/** The nodes that serve on this database: each says every few seconds that it is there. Times by the database's clock. */
export interface NodesTable {
  /** Made anew by each process. */
  id: string;
  /** Where it runs, for people. */
  name: string;
  /** The schema version that its program knows. */
  program_version: number;
  /** Names the place of its files: the same for all who share them. */
  storage: string;
  /** The ids of its root keys, the current one first, with commas between. */
  root_keys: string;
  seen_at: EpochMs;
}

/** What came through one contract's endpoint on one day, by the version of the program that called. */
export interface DoorUsesTable {
  contract: ContractName;
  /** Method and route, such as `POST /api/heart/check`; `unknown` for paths that the contract has not. */
  endpoint: string;
  /** As the program names itself; `unknown` where it does not, `other` past the versions that a day has room for. */
  version: string;
  /** When the day began, in UTC. */
  day_at: EpochMs;
  calls: number;
  /** Those of them that were answered with a failure. */
  failures: number;
  last_seen_at: EpochMs;
}

/** The accounts that came through a contract with a session, each with the version that it came with last. */
export interface DoorAccountsTable {
  account_id: number;
  contract: ContractName;
  version: string;
  /** Exact to the day. */
  last_seen_at: EpochMs;
}

/** Every table, by name, as the newest migration leaves it. */
export interface Schema {
  accounts: AccountsTable;
  account_terms: AccountTermsTable;
  account_counts: AccountCountsTable;
  imported_accounts: ImportedAccountsTable;
  door_passwords: DoorPasswordsTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  password_guesses: PasswordGuessesTable;
  known_devices: KnownDevicesTable;
  limit_hits: LimitHitsTable;
  codes: CodesTable;
  code_tallies: CodeTalliesTable;
  sms_breakers: SmsBreakersTable;
  sms_spend: SmsSpendTable;
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
  canned_answers: CannedAnswersTable;
  vault_entries: VaultEntriesTable;
  jobs: JobsTable;
  audit_log: AuditLogTable;
  audit_head: AuditHeadTable;
  counters: CountersTable;
  idempotency_keys: IdempotencyKeysTable;
  password_resets: PasswordResetsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_subscriptions: WebhookSubscriptionsTable;
  webhook_messages: WebhookMessagesTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: WebhookAttemptsTable;
  settings: SettingsTable;
  nodes: NodesTable;
  door_uses: DoorUsesTable;
  door_accounts: DoorAccountsTable;
  schema_migrations: SchemaMigrationsTable;
}
