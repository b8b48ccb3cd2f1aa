import { type Logger, pino } from 'pino';
import { type Config, dataPaths } from './config.ts';
import { createAccountSessions } from './core/accounts/account-sessions.ts';
import { createAccounts } from './core/accounts/accounts.ts';
import { createAccountAdministration } from './core/accounts/administration.ts';
import { createAccountChanging } from './core/accounts/changing.ts';
import { createDirectory } from './core/accounts/directory.ts';
import { createTermsFilling, type TermsFilling } from './core/accounts/terms-filling.ts';
import { createApiKeys } from './core/api-keys/api-keys.ts';
import { type Audit, createAudit } from './core/audit/audit.ts';
import { createVerificationRuns } from './core/audit/verification-run.ts';
import { createAvatars } from './core/avatars/avatars.ts';
import { createCaptchas } from './core/captcha/captcha.ts';
import { createCodes } from './core/codes/codes.ts';
import type { Core } from './core/core.ts';
import { type Counters, createCounters } from './core/counters/counters.ts';
import { createDevices } from './core/devices/devices.ts';
import { createEmailProofs } from './core/email-proofs/email-proofs.ts';
import { createFaq } from './core/faq/faq.ts';
import { createCannedAnswers } from './core/feedback/canned-answers.ts';
import { createFeedback } from './core/feedback/feedback.ts';
import { createGauges } from './core/gauges/gauges.ts';
import { createIdempotency } from './core/idempotency/idempotency.ts';
import { createJobs, type Jobs } from './core/jobs/jobs.ts';
import { createKeyring, type Keyring } from './core/keyring/keyring.ts';
import { createHeartbeats } from './core/licences/heartbeats.ts';
import { createLicences } from './core/licences/licences.ts';
import { createLimits } from './core/limits/limits.ts';
import { createPanelToken } from './core/panel-token/panel-token.ts';
import { createPasswordResets } from './core/password-resets/password-resets.ts';
import { createPasswordConfirmation } from './core/passwords/confirmation.ts';
import { createPasswordGuesses } from './core/passwords/guesses.ts';
import { createPasswordHasher } from './core/passwords/hasher.ts';
import { createPasswords } from './core/passwords/passwords.ts';
import type { CaptchaObserver, Clock, EmailSender, PushSender, SmsSender } from './core/ports.ts';
import { createPushReach } from './core/pushes/audience.ts';
import { createPushDelivery } from './core/pushes/delivery.ts';
import { createPushes } from './core/pushes/pushes.ts';
import { createPushSchedule, type PushSchedule } from './core/pushes/schedule.ts';
import { createRegistration } from './core/registration/registration.ts';
import { createReleases } from './core/releases/releases.ts';
import { createReplays } from './core/replays/replays.ts';
import { openRuntimeSettings, type RuntimeSettings } from './core/runtime-settings/runtime-settings.ts';
import { createSessions } from './core/sessions/sessions.ts';
import { createSettings, type Settings } from './core/settings/settings.ts';
import { createCaptchaDemand } from './core/sign-in/captcha-demand.ts';
import { createSignIn } from './core/sign-in/sign-in.ts';
import { createSigningKeys } from './core/signing-keys/signing-keys.ts';
import { createSweeper, type Sweeper } from './core/sweeper/sweeper.ts';
import { createVault } from './core/vault/vault.ts';
import { type Database, openDatabase } from './db/database.ts';
import { absentEmail, absentPush, absentSms } from './providers/absent.ts';
import { openOutbox } from './providers/outbox/outbox.ts';
import { openDiskStore } from './providers/storage/disk.ts';
import { prepareDataDir } from './start/data-dir.ts';
import { prepareDatabase } from './start/database-state.ts';
import { createPrivateFile } from './start/durable-files.ts';
import { localUrl } from './start/local-url.ts';
import { claimRootKey, readRootSecrets } from './start/root-secrets.ts';

/** What talks to the outside; tests put their own in. */
export interface Outside {
  sms: SmsSender;
  email: EmailSender;
  push: PushSender;
  observeCaptcha: CaptchaObserver | undefined;
  deliversLocally: boolean;
  close(): Promise<void>;
}

/** What tests put in place of the clock and of single ways to the outside. */
export interface Overrides {
  clock?: Clock;
  sms?: SmsSender;
  email?: EmailSender;
  push?: PushSender;
}

/** Everything behind the doors, on one data directory; also what the command line works with. */
export interface House {
  config: Config;
  database: Database;
  keyring: Keyring;
  core: Core;
  jobs: Jobs;
  pushSchedule: PushSchedule;
  sweeper: Sweeper;
  termsFilling: TermsFilling;
  logger: Logger;
  clock: Clock;
  close(): Promise<void>;
}

const hourMs = 3_600_000;

/** Opens the data directory and wires the core; throws StartError where it cannot be used. */
export async function openHouse(config: Config, overrides: Overrides = {}): Promise<House> {
  const clock = overrides.clock ?? { now: () => Date.now() };
  const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const paths = dataPaths(config.dataDir);
  prepareDataDir(config.dataDir);
  const keyring = createKeyring(readRootSecrets(config, paths));
  createPrivateFile(paths.database);
  const database = openDatabase(paths.database);
  const settings = createSettings({ db: database });
  const audit = createAudit({ db: database, keyring, clock, settings });
  try {
    const pending = config.mode === 'development' ? 'apply' : 'refuse';
    await prepareDatabase(database, paths.database, { pending, now: clock.now() });
    await claimRootKey({ database, settings, keyring, dataDir: config.dataDir });
    await audit.prepare();
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const outside = { ...(await openOutside(config, clock)), ...overrides };
  const files = await openDiskStore(paths.files);
  const sweeper = createSweeper({
    db: database,
    clock,
    onFailure: (table, err) => logger.warn({ table, err }, 'sweep failed'),
  });
  const runtimeSettings = await openRuntimeSettings({ db: database, settings, audit, given: config.given });
  const counters = createCounters({
    db: database,
    clock,
    onFailure: (err) => logger.warn({ err }, 'what was counted is not written down yet'),
  });
  const parts = wireCore({
    database,
    settings,
    runtimeSettings,
    audit,
    counters,
    keyring,
    clock,
    logger,
    outside,
    files,
  });
  const pushSchedule = createPushSchedule({
    releaseDue: () => parts.core.pushes.releaseDue(),
    onFailure: (err) => logger.warn({ err }, 'scheduled pushes wait'),
  });
  const termsFilling = createTermsFilling({
    db: database,
    settings,
    onFailure: (err) => logger.warn({ err }, 'older accounts cannot be searched yet'),
  });
  return {
    config,
    database,
    keyring,
    clock,
    logger,
    ...parts,
    pushSchedule,
    sweeper,
    termsFilling,
    async close() {
      await termsFilling.stop();
      await pushSchedule.stop();
      await parts.jobs.stop();
      await sweeper.stop();
      await parts.core.releases.close();
      await counters.stop();
      await outside.close();
      await database.destroy();
    },
  };
}

async function openOutside(config: Config, clock: Clock): Promise<Outside> {
  if (config.outbound === 'none') {
    const close = async (): Promise<void> => {};
    return {
      sms: absentSms,
      email: absentEmail,
      push: absentPush,
      observeCaptcha: undefined,
      deliversLocally: false,
      close,
    };
  }
  return { ...(await openOutbox(dataPaths(config.dataDir).outbox, clock)), deliversLocally: true };
}

interface Wiring {
  database: Database;
  settings: Settings;
  runtimeSettings: RuntimeSettings;
  audit: Audit;
  counters: Counters;
  keyring: Keyring;
  clock: Clock;
  logger: Logger;
  outside: Outside;
  files: Core['files'];
}

function wireCore({
  database: db,
  settings,
  runtimeSettings,
  audit,
  counters,
  keyring,
  clock,
  logger,
  outside,
  files,
}: Wiring): {
  core: Core;
  jobs: Jobs;
} {
  const limits = createLimits({ db, clock });
  const hasher = createPasswordHasher(keyring);
  const guesses = createPasswordGuesses({ db, keyring, clock });
  const jobs = createJobs({
    db,
    keyring,
    clock,
    email: outside.email,
    push: createPushDelivery({ db, clock, sender: outside.push, counters }),
    files,
    deliversLocally: outside.deliversLocally,
    onFailure: (job, err) => logger.warn({ job: job.id, kind: job.kind, attempts: job.attempts, err }, 'job failed'),
  });
  const linkOf = (token: string): string => `${publicUrlOf(runtimeSettings)}/blogapi/verify-email?token=${token}`;
  const emailProofs = createEmailProofs({ keyring, clock, jobs, limits, linkOf });
  const sessions = createSessions({ db, keyring, clock });
  const changing = createAccountChanging({ clock, sessions, emailProofs, jobs, audit });
  const accounts = createAccounts({ db, clock, changing, emailProofs, jobs });
  const passwordConfirmation = createPasswordConfirmation({ db, accounts, guesses, hasher });
  const passwordResets = createPasswordResets({ db, keyring, clock, accounts, guesses, hasher, limits, audit });
  const avatars = createAvatars({ files });
  const budgets = () => {
    const { 'limits.codesPerAddressHour': perAddress, 'limits.codesPerPrefixHour': perPrefix } =
      runtimeSettings.current();
    return {
      perAddress: [{ most: perAddress, windowMs: hourMs }],
      perPrefix: [{ most: perPrefix, windowMs: hourMs }],
    };
  };
  const codes = createCodes({ db, keyring, clock, limits, counters, sms: outside.sms, email: outside.email, budgets });
  const captchas = createCaptchas({ db, keyring, clock, observe: outside.observeCaptcha });
  const feedback = createFeedback({ db, clock, audit });
  const vault = createVault({
    db,
    keyring,
    clock,
    audit,
    keyMaxAgeDays: () => runtimeSettings.current()['limits.vaultKeyMaxAgeDays'],
  });
  const overdueAfterMs = (): number => runtimeSettings.current()['limits.heartbeatOverdueMinutes'] * 60_000;
  const core: Core = {
    accountAdministration: createAccountAdministration({ db, changing, hasher, passwordResets, emailProofs, jobs }),
    accountSessions: createAccountSessions({ db, sessions, audit }),
    accounts,
    avatars,
    apiKeys: createApiKeys({ db, keyring, clock, limits, audit }),
    captchaDemand: createCaptchaDemand({ keyring, limits, captchas }),
    cannedAnswers: createCannedAnswers({ db, clock, audit }),
    captchas,
    codes,
    counters,
    devices: createDevices({ db, clock }),
    directory: createDirectory({ db, audit }),
    faq: createFaq({ db, clock, audit }),
    feedback,
    gauges: createGauges({
      db,
      clock,
      overdueAfterMs,
      countUnseenFeedback: feedback.countUnseen,
      countDueVaultKeys: vault.countDue,
    }),
    heartbeats: createHeartbeats({ db, clock, sessions, counters, overdueAfterMs }),
    idempotency: createIdempotency({ db, keyring, clock }),
    licences: createLicences({ db, clock, accounts, audit }),
    limits,
    pushes: createPushes({ db, clock, jobs, audit }),
    pushReach: createPushReach(db),
    registration: createRegistration({
      db,
      accounts,
      avatars,
      sessions,
      codes,
      emailProofs,
      jobs,
      hasher,
      guesses,
      counters,
    }),
    replays: createReplays({ db, clock }),
    releases: createReleases({
      db,
      clock,
      files,
      audit,
      onFailure: (err) => logger.warn({ err }, 'downloads not counted yet'),
    }),
    runtimeSettings,
    sessions,
    settings,
    panelToken: createPanelToken({ db, keyring, settings, limits, audit }),
    passwordResets,
    passwordConfirmation,
    passwords: createPasswords({ db, accounts, guesses, hasher, confirmation: passwordConfirmation, audit }),
    vault,
    signIn: createSignIn({
      db,
      accounts,
      sessions,
      codes,
      emailProofs,
      jobs,
      hasher,
      guesses,
      limits,
      counters,
      audit,
    }),
    signingKeys: createSigningKeys({ db, keyring, clock, audit }),
    hasher,
    audit,
    auditVerifications: createVerificationRuns({
      clock,
      verify: audit.verify,
      onFailure: (err) => logger.error({ err }, 'the audit log could not be verified to its end'),
    }),
    files,
    clock,
  };
  return { core, jobs };
}

/** Where links in mails lead. */
function publicUrlOf(settings: RuntimeSettings): string {
  const { 'server.publicUrl': publicUrl, 'server.host': host, 'server.port': port } = settings.current();
  return publicUrl ?? localUrl(host, port);
}
