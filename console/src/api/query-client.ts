import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, isSignedOut } from './problem.ts';

/** The cache of what the API answered; `onSignedOut` is called when an answer says that the session is over. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isSignedOut(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refused it refuses again; what did not reach it may the second time.
        retry: (count, error) =>
          count < 1 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
      },
    },
  });
}
