import { DomainError } from '../../core/errors.ts';
import { type AskFormer, type FormerAnswer, formerAskingHeader } from '../../core/ports.ts';
import { createBreaker } from '../breaker.ts';
import { createOwnConnections } from '../vendor-http/connections.ts';
import { VendorUnreachable } from '../vendor-http/vendor-http.ts';

const connectMs = 2_000;

/**
 * Asks one former back end: each request once, before its deadline, without redirects. After five failures in a row nobody waits for
 * it for 30 s. Neither requests nor answers are logged: they hold passwords.
 */
export function createFormerHttp(url: string, onTurn: (state: 'open' | 'closed') => void): AskFormer {
  const send = createOwnConnections(connectMs);
  const breaker = createBreaker({ onTurn });
  return async ({ method, path, headers = {}, body }, deadline) => {
    const pass = breaker.enter();
    if (!pass) throw new DomainError('former.unavailable');
    let worked = false;
    try {
      const answer = await send(
        {
          method,
          url: url + path,
          headers: {
            accept: 'application/json',
            [formerAskingHeader]: '1',
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
        deadline,
      );
      worked = answer.status < 500;
      if (!worked) throw new DomainError('former.unavailable');
      return { status: answer.status, body: parse(answer.body) };
    } catch (error) {
      if (error instanceof VendorUnreachable) throw new DomainError('former.unavailable', {}, error);
      throw error;
    } finally {
      pass.end(worked);
    }
  };
}

function parse(text: string): FormerAnswer['body'] {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
