import { CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { CredentialsError } from '../conformance/supplies/credentials.ts';
import { WireFailure } from '../conformance/wire/wire-failure.ts';
import { AccountsAddedElsewhere } from '../core/accounts/many-accounts.ts';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import { ruleTexts } from '../management/problem-texts.ts';
import { describeDatabaseFailure } from '../start/database-state.ts';
import { StartError } from '../start/start-error.ts';

/** How a command ended that did not succeed: its lines for stderr, and the exit status (2 misuse, 1 failure). */
export interface Failure {
  lines: readonly string[];
  status: 0 | 1 | 2;
}

const words: Partial<Record<ErrorCode, string>> = {
  'account.not_found': 'no account has this id',
  'account.frozen': 'the account is frozen: set it active first',
  'account.last_owner': 'this is the last active owner: make another one first',
  'api_key.not_found': 'no API key has this id',
  'identifier.taken': 'another account has this handle',
  'job.not_found': 'no job has this id: one that was done is gone',
  'job.not_dead': 'the job has not failed for good: it waits, or is being done',
  'job.unreadable': 'what the job carries cannot be opened: the root key that it was sealed under is not configured',
  'release.not_found': 'no release has this version, or it is withdrawn',
  'licence.not_found': 'no licence has this number',
  'licence.taken': 'the licence, or the account, is taken already',
  'licence.revoked': 'the licence is revoked, for good',
  'signing_key.not_found': 'there is no such signing key',
  'signing_key.ended': 'the signing key has ended: create a new one',
  'webhook.not_found': 'no webhook has this id',
  'webhook.too_many': 'there are 50 webhooks already: remove one first',
  'storage.unavailable': 'the stored files cannot be read or written',
};

/** What to tell the operator of whatever a command threw. */
export function explainFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return explainMisuse(error);
  if (error instanceof ConfigError) {
    return { lines: [...error.problems, ...error.warnings.map((warning) => `warning: ${warning}`)], status: 2 };
  }
  const isMisuse = error instanceof CredentialsError || error instanceof WireFailure;
  return { lines: [oneLine(`error: ${describe(error)}`)], status: isMisuse ? 2 : 1 };
}

function explainMisuse({ code, message, exitCode }: CommanderError): Failure {
  if (exitCode === 0) return { lines: [], status: 0 };
  if (code === 'commander.help') return { lines: ['error: a command is missing; --help lists them'], status: 2 };
  return { lines: [oneLine(message)], status: 2 };
}

/** Whose message is meant for the operator. */
const spoken = [StartError, CredentialsError, WireFailure, AccountsAddedElsewhere];

function describe(error: unknown): string {
  if (spoken.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof DomainError) return describeDomainError(error);
  return describeDatabaseFailure(error, 'the database')?.message ?? String(error);
}

function describeDomainError(error: DomainError): string {
  const told = words[error.code] ?? (describeFields(error) || error.code);
  // Whoever runs commands is to put it right.
  return error.code === 'storage.unavailable' && error.cause instanceof Error
    ? `${told}: ${error.cause.message}`
    : told;
}

function describeFields({ params: { fields = [] } }: DomainError): string {
  return fields.map(({ field, rule }) => `${field}: ${ruleTexts[rule] ?? rule} / ${rule}`).join('; ');
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
