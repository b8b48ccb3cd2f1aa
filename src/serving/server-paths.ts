import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Avatars } from '../core/avatars/avatars.ts';
import type { PathHandler } from '../edge.ts';
import { answerAvatar } from './avatar-answers.ts';

/** The server's own paths, which belong to no contract (R6); those without an answer yet are 404 here, not a contract's. */
export const serverPrefixes = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/avatars',
  '/console',
  '/management',
  '/docs',
] as const;

function answerJson(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** The handlers of the server's own paths; `state` tells whether every listener is open and whether the server is ending. */
export function createServerPaths(
  pingDatabase: () => Promise<void>,
  avatars: Avatars,
  state: { open: boolean; draining: boolean },
): { answer: PathHandler; notFound: PathHandler } {
  const notFound: PathHandler = (request, response) => {
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

  const answer: PathHandler = (request, response) => {
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
