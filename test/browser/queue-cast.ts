import type { House } from '../../src/compose.ts';
import type { JobKind } from '../../src/core/jobs/job-kinds.ts';
import { sealPayload } from '../../src/core/jobs/payloads.ts';
import { createKeyring } from '../../src/core/keyring/keyring.ts';

const hourMs = 3_600_000;
const goneKeyring = createKeyring(['a root key of more than 32 characters, gone']);

/** A job in a state of its own, made up. */
export interface MadeUpJob {
  kind?: JobKind;
  payload?: unknown;
  state?: 'dead' | 'retrying' | 'running';
  reason?: string | null;
  /** Whether its root key is gone. */
  isUnreadable?: boolean;
}

/** Puts a job into the queue as if it had been through much, and answers its id. None is due, whatever serves beside it. */
export async function putJob({ database, keyring, clock }: House, job: MadeUpJob = {}): Promise<number> {
  const { kind = 'email', state = 'dead', reason = '550 5.1.1 no such user', isUnreadable = false } = job;
  const { payload = { to: 'li.lei@example.com', purpose: 'reset-password', link: 'https://example.com/?token=x' } } =
    job;
  const now = clock.now();
  const { id } = await database
    .insertInto('jobs')
    .values({
      kind,
      key: 'made-up',
      payload: sealPayload(isUnreadable ? goneKeyring : keyring, kind, payload),
      created_at: now - 25 * hourMs,
      retry_since: now - 25 * hourMs,
      run_at: now + hourMs,
      attempts: state === 'running' ? 1 : 104,
      lease: state === 'running' ? 'made-up' : null,
      dead_at: state === 'dead' ? now - hourMs : null,
      last_error: reason,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A queue in which there is something of everything. */
export async function fillQueue(house: House): Promise<void> {
  const push = { kind: 'push', payload: { pushId: 2, deviceIds: [1, 2] } } as const;
  const refused =
    '550 5.1.1 <li.lei@example.com>: Recipient address rejected: User unknown in virtual mailbox table; see https://support.example.com/answer?id=6596 for what can be done about it, or ask whoever runs the mail server';
  await putJob(house, { isUnreadable: true, reason: 'the payload cannot be opened: Error: unknown root key' });
  await putJob(house, { reason: refused });
  await putJob(house, { ...push, reason: 'push.unavailable' });
  await putJob(house, { ...push, state: 'retrying', reason: 'connect ETIMEDOUT 203.0.113.7:443' });
  await putJob(house, { state: 'running', reason: null });
}
