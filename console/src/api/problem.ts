import type { ErrorCode } from '../../../src/core/errors.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { sayNow } from '../i18n/texts.ts';

/** One field that the server refused: `pointer` is a JSON pointer into the body (`/name`, `/items/0/id`). */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** Why a request failed: the server's problem details (RFC 9457), or what kept it from answering. */
export class ApiProblem extends Error {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly code: ErrorCode | 'network' | 'unreadable' | 'other-account';
  /** What failed, and what to do: for people, in the language of the page. */
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: {
    status: number;
    code: ApiProblem['code'];
    title?: string | undefined;
    detail: string;
    errors?: readonly FieldProblem[];
    retryAfterSeconds?: number | undefined;
  }) {
    super(fields.detail);
    this.name = 'ApiProblem';
    this.status = fields.status;
    this.code = fields.code;
    this.title = fields.title ?? sayNow(sharedTexts, 'problem.title');
    this.detail = fields.detail;
    this.errors = fields.errors ?? [];
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    status: 0,
    code: 'unreadable',
    detail: error instanceof Error ? error.message : String(error),
  });
}

/** Whether somebody else changed the thing meanwhile (412). */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'request.version_changed';
}

/** Whether the session is over, so that only signing in again helps; a wrong password asked for again is not that. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401 && error.code.startsWith('session.');
}

/** Whether a change did not carry the token of the session that its cookie names. */
export function isForged(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'request.forged';
}

/** The problem of a change that would be somebody else's: another tab signed in as them. */
export function otherAccountProblem(name: string): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'other-account',
    detail: sayNow(sharedTexts, 'problem.otherAccount', { name }),
  });
}

/** The problem of a request that brought no answer. */
export function networkProblem(): ApiProblem {
  return new ApiProblem({ status: 0, code: 'network', detail: sayNow(sharedTexts, 'problem.network') });
}

/** The problem that an answer tells. */
export function readProblem(status: number, text: string, retryAfter: string | null): ApiProblem {
  try {
    const body = JSON.parse(text) as Partial<ApiProblem> & { identifier?: string };
    const seconds = body.retryAfterSeconds ?? (retryAfter === null ? undefined : Number(retryAfter));
    if (body.code) {
      return new ApiProblem({
        status,
        code: body.code,
        title: body.title,
        detail: body.detail ?? '',
        errors: body.errors ?? fieldOfTaken(body),
        retryAfterSeconds: seconds,
      });
    }
  } catch {
    // Not from Portico: a proxy's page, for example.
  }
  return new ApiProblem({
    status,
    code: 'unreadable',
    detail: sayNow(sharedTexts, 'problem.unreadable', { status }),
  });
}

/** Which identifier somebody else has is told by its name: it is that field which was refused. */
function fieldOfTaken({ identifier, detail = '' }: { identifier?: string; detail?: string }): FieldProblem[] {
  return identifier === undefined ? [] : [{ pointer: `/${identifier}`, detail }];
}
