import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Avatars } from '../core/avatars/avatars.ts';
import type { HouseHandler } from '../edge.ts';
import { answerAvatar } from './avatar-answers.ts';

/** Paths on the main port that belong to no contract (R6); those without an answer yet are told apart from a contract's. */
export const housePrefixes = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/avatars',
  '/console',
  '/management',
  '/docs',
] as const;

/** Answers with a small JSON body; HEAD gets the headers alone. */
function answerJson(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** The handlers of the house paths; `state` tells whether every listener is open and whether the server is ending. */
export function createHousePaths(
  pingDatabase: () => Promise<void>,
  avatars: Avatars,
  state: { open: boolean; draining: boolean },
): { answer: HouseHandler; notFound: HouseHandler } {
  const notFound: HouseHandler = (request, response) => {
    answerJson(request, response, 404, { status: 404, title: 'Not Found', detail: 'No such path.' });
  };

  async function isReady(): Promise<boolean> {
    if (!state.open || state.draining) return false;
    try {
      await pingDatabase();
      return true;
    } catch {
      return false;
    }
  }

  const answer: HouseHandler = (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === '/healthz') {
      answerJson(request, response, state.open ? 200 : 503, { status: state.open ? 'ok' : 'starting' });
    } else if (path === '/readyz') {
      isReady().then((ready) =>
        answerJson(request, response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' }),
      );
    } else if (path?.startsWith('/avatars/')) {
      answerAvatar(avatars, request, response);
    } else {
      notFound(request, response);
    }
  };

  return { answer, notFound };
}
