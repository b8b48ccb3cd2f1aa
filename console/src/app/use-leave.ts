import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { forgetSession } from '../api/session.ts';
import { forgetDrafts } from './drafts.ts';

/** Goes to the sign-in page after the session was ended; nothing that was loaded stays behind. */
export function useLeave(): () => Promise<void> {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async () => {
    forgetSession();
    forgetDrafts();
    // Without a session nothing can be saved any more.
    await navigate({ to: '/sign-in', ignoreBlocker: true });
    queries.clear();
  };
}
