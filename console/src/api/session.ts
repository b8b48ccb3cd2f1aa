import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { Right } from '../../../src/core/rights.ts';
import type { AccountRole } from '../../../src/db/schema.ts';
import { api, rememberCsrfToken } from './client.ts';

/** Who is signed in, and what they may do. */
export interface Session {
  account: { id: number; name: string; role: AccountRole; avatar: string };
  rights: Right[];
  csrfToken: string;
  expiresAt: string;
}

export interface Credentials {
  identifier: string;
  password: string;
  captcha?: { id: string; answer: string };
}

async function keep(answer: Promise<Session>): Promise<Session> {
  const session = await answer;
  rememberCsrfToken(session.csrfToken);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => keep(api.get<Session>('/session', { signal })),
  staleTime: 60_000,
  retry: false,
});

export const signIn = (credentials: Credentials): Promise<Session> => keep(api.post<Session>('/session', credentials));

export const signOut = (): Promise<void> => api.delete('/session');

/** The session of whoever is signed in: only for pages below the layout, which is shown to nobody else. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** `const may = useRights()`, then `may('accounts:write')`. */
export function useRights(): (right: Right) => boolean {
  const { rights } = useSession();
  return (right) => rights.includes(right);
}
