import type { CodeWatch } from '../core/codes/codes.ts';
import type { JobWatch } from '../core/jobs/runner.ts';
import type { HashWatch } from '../core/passwords/hasher.ts';
import type { ObserveSend } from '../core/ports.ts';
import type { SessionWatch } from '../core/sessions/sessions.ts';
import type { Registry } from './registry.ts';

/** For what waits for a vendor, a receiver or a job's end. */
const longBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** For what should not be noticed. */
const shortBuckets = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

/** How long passwords wait to be hashed, and how many are refused. */
export function createHashMetrics(registry: Registry): HashWatch {
  const waits = registry.histogram({
    name: 'portico_password_hash_wait_seconds',
    help: 'How long each password waited for its turn to be hashed.',
    buckets: shortBuckets,
  });
  const refused = registry.counter({
    name: 'portico_password_hashes_refused_total',
    help: 'Passwords that were refused because too many waited.',
  });
  // Both stand at 0 until something happens: a rate over what is not there is not 0.
  const [wait, refusal] = [waits.of(), refused.of()];
  return { waited: (milliseconds) => wait.observe(milliseconds / 1000), refused: () => refusal.add() };
}

/** One-time codes by channel and calling code. */
export function createCodeMetrics(registry: Registry): CodeWatch {
  const labels = ['channel', 'calling_code'];
  const sent = registry.counter({ name: 'portico_codes_sent_total', help: 'One-time codes that were sent.', labels });
  const verified = registry.counter({
    name: 'portico_codes_verified_total',
    help: 'One-time codes that were typed in and used up.',
    labels,
  });
  return {
    sent: (channel, area = '') => sent.of(channel, area).add(),
    verified: (channel, area = '') => verified.of(channel, area).add(),
  };
}

/** Sessions, counted in the transactions that open and end them. */
export function createSessionMetrics(registry: Registry): SessionWatch {
  const opened = registry.counter({
    name: 'portico_sessions_opened_total',
    help: 'Sessions that were opened.',
    labels: ['contract'],
  });
  const ended = registry.counter({
    name: 'portico_sessions_ended_total',
    help: 'Sessions that were ended before they expired.',
    labels: ['reason'],
  });
  return {
    opened: (contract) => opened.of(contract).add(),
    ended: (reason, count) => ended.of(reason).add(count),
  };
}

/** Runs of jobs. */
export function createJobMetrics(registry: Registry): JobWatch {
  const runs = registry.counter({
    name: 'portico_job_runs_total',
    help: 'Runs of jobs: done, left for a part, failed and to be tried again, dead, handed back at a stop.',
    labels: ['kind', 'outcome'],
  });
  const seconds = registry.histogram({
    name: 'portico_job_run_duration_seconds',
    help: 'How long runs of jobs took.',
    labels: ['kind'],
    buckets: longBuckets,
  });
  return {
    begin: (_kind, origin) => origin,
    end({ kind, outcome, startedAt }) {
      runs.of(kind, outcome).add();
      seconds.of(kind).observe(secondsSince(startedAt));
    },
  };
}

/** What vendors were given, and what webhooks came to. */
export function createSendMetrics(registry: Registry): ObserveSend {
  const sends = registry.counter({
    name: 'portico_provider_sends_total',
    help: 'Messages that a vendor was given: each try of an SMS, each mail, each device of a push.',
    labels: ['channel', 'vendor', 'outcome'],
  });
  const seconds = registry.histogram({
    name: 'portico_provider_send_duration_seconds',
    help: 'How long a vendor was waited for.',
    labels: ['channel', 'vendor'],
    buckets: longBuckets,
  });
  const webhooks = registry.counter({
    name: 'portico_webhook_requests_total',
    help: 'Requests to the endpoints of webhooks: delivered, or why not.',
    labels: ['outcome'],
  });
  const webhookSeconds = registry.histogram({
    name: 'portico_webhook_request_duration_seconds',
    help: 'How long the endpoints of webhooks were waited for.',
    buckets: longBuckets,
  });
  return ({ channel, vendor, outcomes, startedAt }) => {
    const isWebhook = channel === 'webhook';
    for (const [outcome, count] of outcomes) {
      (isWebhook ? webhooks.of(outcome) : sends.of(channel, vendor, outcome)).add(count);
    }
    (isWebhook ? webhookSeconds.of() : seconds.of(channel, vendor)).observe(secondsSince(startedAt));
  };
}
