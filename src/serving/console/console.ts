import { join } from 'node:path';
import type { PathHandler } from '../../edge.ts';

const builtConsole = join(import.meta.dirname, '../../../console/dist');

/** Answers `/console` and everything below; nothing of it is loaded before somebody comes. */
export function createConsole(folder = builtConsole): PathHandler {
  let loading: Promise<PathHandler> | undefined;
  return (request, response) => {
    loading ??= import('./console-answers.ts')
      .then(({ createConsoleAnswers }) => createConsoleAnswers(folder))
      .catch((error) => {
        // The next request tries anew.
        loading = undefined;
        throw error;
      });
    loading.then(
      (answer) => answer(request, response),
      () => response.writeHead(503, { 'Content-Length': 0, 'Cache-Control': 'no-store' }).end(),
    );
  };
}
