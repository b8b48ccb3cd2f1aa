import { createImports } from '../core/accounts/importing/imports.ts';
import { createApiKeys } from '../core/api-keys/api-keys.ts';
import type { Audit } from '../core/audit/audit.ts';
import type { AuditNoting } from '../core/audit/noting.ts';
import { createVerificationRuns } from '../core/audit/verification-run.ts';
import type { Core } from '../core/core.ts';
import { createDevices } from '../core/devices/devices.ts';
import { createDoorUses } from '../core/door-uses/door-uses.ts';
import { createFaq } from '../core/faq/faq.ts';
import { createCannedAnswers } from '../core/feedback/canned-answers.ts';
import { createFeedback } from '../core/feedback/feedback.ts';
import { createGauges } from '../core/gauges/gauges.ts';
import { createIdempotency } from '../core/idempotency/idempotency.ts';
import { createJobAdministration } from '../core/jobs/administration.ts';
import { type BacklogReader, createBacklogReader } from '../core/jobs/backlog.ts';
import type { JobHandlers } from '../core/jobs/job-kinds.ts';
import { createJobs, type Jobs } from '../core/jobs/jobs.ts';
import type { JobWatch } from '../core/jobs/runner.ts';
import { createExpiryTelling } from '../core/licences/expiry.ts';
import { createHeartbeats } from '../core/licences/heartbeats.ts';
import { createLicences } from '../core/licences/licences.ts';
import { createOverdueTelling } from '../core/licences/overdue.ts';
import { createLimits } from '../core/limits/limits.ts';
import { createMails } from '../core/mails/mails.ts';
import { createPanelToken } from '../core/panel-token/panel-token.ts';
import { createPushReach } from '../core/pushes/audience.ts';
import { createPushes } from '../core/pushes/pushes.ts';
import { createReleases } from '../core/releases/releases.ts';
import { createReplays } from '../core/replays/replays.ts';
import { createSigningKeys } from '../core/signing-keys/signing-keys.ts';
import { createStoredFiles } from '../core/stored-files/stored-files.ts';
import { createVault } from '../core/vault/vault.ts';
import { createWebhookDelivery } from '../core/webhooks/delivery.ts';
import { createWebhookEmitting } from '../core/webhooks/emitting.ts';
import { createWebhookSchedule, type WebhookSchedule } from '../core/webhooks/schedule.ts';
import { createWebhooks } from '../core/webhooks/webhooks.ts';
import type { Foundation } from './foundation.ts';
import { jobHandlers } from './job-handlers.ts';
import type { Outside } from './outside.ts';
import { wireAccounts } from './wire-accounts.ts';

/** Every part of the core, each given the parts that it calls. */
export function wireCore(
  foundation: Foundation,
  outside: Outside,
): { core: Core; jobs: Jobs; readBacklog: BacklogReader; webhookSchedule: WebhookSchedule } {
  // Doors are given operations: neither the database nor the keys.
  const { db, keyring, logger, metrics, tracing, auditNoting, storage, memory, redis, workers, ...given } = foundation;
  const { clock, audit, runtimeSettings } = given;
  const limits = createLimits(foundation);
  const mails = createMails({ sender: outside.email, settings: () => runtimeSettings.current() });
  const webhookDelivery = createWebhookDelivery({ ...foundation, sender: outside.webhooks });
  const handlers = jobHandlers(foundation, outside, {
    mails,
    webhooks: webhookDelivery,
    answerForgotten: (wish) => wired.forgottenPasswords.answer(wish),
  });
  const jobs = wireJobs(foundation, handlers);
  const { enqueue } = jobs;
  const emit = createWebhookEmitting({ clock, enqueue });
  const base = { ...foundation, limits, jobs, mails, emit };
  const wired = wireAccounts(base, outside);
  const feedback = createFeedback(base);
  const vault = createVault({ ...base, keyMaxAgeDays: () => runtimeSettings.current()['limits.vaultKeyMaxAgeDays'] });
  const overdueAfterMs = (): number => runtimeSettings.current()['limits.heartbeatOverdueMinutes'] * 60_000;
  const webhooks = createWebhooks({ ...base, sender: outside.webhooks, delivery: webhookDelivery, enqueue });
  const counted = {
    countUnseenFeedback: feedback.countUnseen,
    countDueVaultKeys: vault.countDue,
    countFailedWebhooks: webhooks.endpoints.countFailed,
  };
  const core: Core = {
    ...given,
    ...wired,
    apiKeys: createApiKeys(base),
    auditVerifications: createVerificationRuns({
      clock,
      verify: verifyAndNote(audit, auditNoting, metrics.audit.broken),
      onFailure: (err) => logger.error({ err }, 'the audit log could not be verified to its end'),
    }),
    cannedAnswers: createCannedAnswers(base),
    devices: createDevices(base),
    doorUses: createDoorUses({
      ...base,
      onFailure: (err) => logger.warn({ err }, 'what came through the doors is not written down yet'),
    }),
    faq: createFaq(base),
    feedback,
    imports: createImports(base),
    gauges: createGauges({ ...base, ...counted, overdueAfterMs }),
    heartbeats: createHeartbeats({ ...base, sessions: wired.sessions, overdueAfterMs }),
    idempotency: createIdempotency(base),
    jobAdministration: createJobAdministration({ ...base, handlers }),
    licences: createLicences({ ...base, accounts: wired.accounts }),
    limits,
    panelToken: createPanelToken(base),
    pushes: createPushes(base),
    pushReach: createPushReach(db),
    releases: createReleases({ ...base, onFailure: (err) => logger.warn({ err }, 'downloads not counted yet') }),
    replays: createReplays(base),
    signingKeys: createSigningKeys(base),
    storedFiles: createStoredFiles(base),
    vault,
    webhooks,
  };
  const webhookSchedule = createWebhookSchedule({
    tellers: [createExpiryTelling(base), createOverdueTelling({ ...base, overdueAfterMs })],
    onFailure: (err) => logger.warn({ err }, 'what the clock brought is not told to webhooks yet'),
  });
  return { core, jobs, readBacklog: createBacklogReader({ ...base, handlers }), webhookSchedule };
}

/** What was found whole is noted as such. */
function verifyAndNote(audit: Audit, auditNoting: AuditNoting, onFault: () => void): Audit['verify'] {
  return async (options) => {
    const verification = await audit.verify(options);
    if (verification.fault) onFault();
    else await auditNoting.note();
    return verification;
  };
}

/** Both are told of each run; what a trace says of it, it is done for. */
function watchJobs({ metrics, tracing }: Foundation): JobWatch {
  if (!tracing) return metrics.jobs;
  return {
    begin: (kind, origin) => tracing.jobs.begin(kind, origin),
    end(run) {
      metrics.jobs.end(run);
      tracing.jobs.end(run);
    },
  };
}

function wireJobs(foundation: Foundation, handlers: JobHandlers): Jobs {
  return createJobs({
    ...foundation,
    handlers,
    watch: watchJobs(foundation),
    onFailure: (job, err) =>
      foundation.logger.warn({ job: job.id, kind: job.kind, attempts: job.attempts, err }, 'job failed'),
  });
}
