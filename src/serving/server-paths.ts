import type { IncomingMessage } from 'node:http';
import type { Avatars } from '../core/avatars/avatars.ts';
import type { ApiTarget, PathHandler, PrefixTable } from '../edge.ts';
import type { RedisAccess } from '../redis/redis.ts';
import { answerJson } from './answer-json.ts';
import { answerAvatar } from './avatar-answers.ts';
import { createConsole } from './console/console.ts';

/** The server's own paths, which belong to no contract (R6). */
export interface ServerPaths {
  /** On the main port, besides the console. */
  main: PrefixTable;
  /** The operators' console and its API. */
  console: PrefixTable;
  /** Their paths where they are served on another port. */
  consoleElsewhere: PrefixTable;
  /** Pages for people who hold a mailed link or need one; part of `main`. */
  account: PrefixTable;
  /** On a contract's own port. */
  health: PrefixTable;
  /** Where a contract tells addresses of avatars, they are on the port it was asked on. */
  avatars: PrefixTable;
  /** What this process counts; part of `main` where it has no port of its own. */
  metrics: PrefixTable;
  notFound: PathHandler;
}

/** `state` tells whether every listener is open and whether the server is ending. */
export function createServerPaths(parts: {
  pingDatabase: () => Promise<void>;
  /** Told beside readiness, which does not hang on it: doors go on without. */
  redis: Pick<RedisAccess, 'state'> | undefined;
  avatars: Avatars;
  management: ApiTarget;
  accountPages: PathHandler;
  docs: PathHandler;
  metrics: PathHandler;
  /** Whether they have a port of their own. */
  hasMetricsElsewhere: boolean;
  state: { open: boolean; draining: boolean };
}): ServerPaths {
  const { pingDatabase, redis, avatars, management, accountPages, hasMetricsElsewhere, state } = parts;
  const notFound: PathHandler = (request, response) => {
    answerJson(request, response, 404, { status: 404, title: 'Not Found', detail: 'No such path.' });
  };

  async function findReadiness(): Promise<'ready' | 'draining' | 'not ready'> {
    if (state.draining) return 'draining';
    if (!state.open) return 'not ready';
    try {
      await pingDatabase();
      return 'ready';
    } catch {
      return 'not ready';
    }
  }

  /** The path itself, and nothing below it. */
  const exactly =
    (path: string, answer: PathHandler): PathHandler =>
    (request, response) =>
      (pathOf(request) === path ? answer : notFound)(request, response);

  const health: PrefixTable = [
    [
      '/healthz',
      exactly('/healthz', (request, response) =>
        answerJson(request, response, state.open ? 200 : 503, { status: state.open ? 'ok' : 'starting' }),
      ),
    ],
  ];
  const ready: PathHandler = async (request, response) => {
    const status = await findReadiness();
    answerJson(request, response, status === 'ready' ? 200 : 503, {
      status,
      ...(redis && { redis: redis.state().status }),
    });
  };
  const pictures: PrefixTable = [
    [
      '/avatars',
      (request, response) => {
        if (pathOf(request) === '/avatars') notFound(request, response);
        else answerAvatar(avatars, request, response);
      },
    ],
  ];
  // Beside the console too, where that has a port of its own: its sign-in leads there.
  const account: PrefixTable = [['/account', accountPages]];
  const metrics: PrefixTable = [['/metrics', exactly('/metrics', parts.metrics)]];
  const main: PrefixTable = [
    ...health,
    ...pictures,
    ...account,
    ['/readyz', exactly('/readyz', ready)],
    ...(hasMetricsElsewhere ? [['/metrics', notFound] as const] : metrics),
    ['/docs', parts.docs],
  ];
  const console: PrefixTable = [
    ['/console', createConsole()],
    ['/management', management],
  ];
  const consoleElsewhere: PrefixTable = console.map(([prefix]) => [prefix, notFound]);
  return { main, console, consoleElsewhere, account, health, avatars: pictures, metrics, notFound };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
