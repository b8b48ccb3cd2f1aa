import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, isSignedOut } from './problem.ts';

/** The cache of what the API answered; `onSignedOut` hears when an answer says that the session is over, and whether to a change. */
export function createQueryClient(onSignedOut: (wasChange: boolean) => void): QueryClient {
  const tell = (wasChange: boolean) => (error: unknown) => {
    if (isSignedOut(error)) onSignedOut(wasChange);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: tell(false) }),
    mutationCache: new MutationCache({ onError: tell(true) }),
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
