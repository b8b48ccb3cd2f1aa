import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { Right } from '../../../src/core/rights.ts';
import type { ConsoleSession as Session } from '../../../src/management/session/schemas.ts';
import { readPreference, removePreference, writePreference } from '../app/preferences.ts';
import { ownZone } from '../i18n/zoned-time.ts';
import { api, rememberSession } from './client.ts';

/** What somebody signs in with; the captcha after 3 wrong passwords. */
export interface Credentials {
  identifier: string;
  password: string;
  captcha?: { id: string; answer: string };
}

async function keep(answer: Promise<Session>): Promise<Session> {
  const session = await answer;
  rememberSession(session);
  writePreference('session', 'open');
  return session;
}

/** Whether there may be a session. The cookie itself is not for scripts to see, and asking in vain is an error on the browser's console. */
export function mayHaveSession(): boolean {
  return readPreference('session', ['open']) !== undefined;
}

/** After the session ended: the next visit begins at the sign-in page. */
export function forgetSession(): void {
  removePreference('session');
}

/** Who is signed in; fails where nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => keep(api.get<Session>('/session', { signal })),
  staleTime: 60_000,
  retry: false,
});

/** Opens a session. Throws ApiProblem. */
export const signIn = (credentials: Credentials): Promise<Session> => keep(api.post<Session>('/session', credentials));

/** Ends it on the server; `forgetSession` ends it here. */
export const signOut = (): Promise<void> => api.delete('/session');

/** The session of whoever is signed in: only for pages below the layout, which is shown to nobody else. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** The zone of the server: in which times are shown, and days begin. */
export function useServerZone(): string {
  // Where nobody is signed in nothing is asked for: no time stands there.
  const { data } = useQuery({ ...sessionQuery, enabled: false });
  return data?.timeZone ?? ownZone();
}

/** `const may = useRights()`, then `may('accounts:write')`. */
export function useRights(): (right: Right) => boolean {
  const { rights } = useSession();
  return (right) => rights.includes(right);
}
