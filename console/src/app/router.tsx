import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { isSignedOut } from '../api/problem.ts';
import { mayHaveSession, sessionQuery } from '../api/session.ts';
import { BrokenPage } from './broken-page.tsx';
import { Layout } from './layout/layout.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { parseSearch, stringifySearch } from './search.ts';

interface RouterContext {
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../pages/sign-in/index.tsx'), 'SignInPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('../pages/reset-password/index.tsx'), 'ResetPasswordPage'),
});

const isTrue = () => true;

/** False where nobody is signed in; what else went wrong is thrown on. */
function isNobody(error: unknown): boolean {
  if (!isSignedOut(error)) throw error;
  return false;
}

/** Where to go on after signing in; the dashboard needs no saying. */
export function returnTo(href: string): { return?: string } {
  return href === '/' || href === '/console/' || href === '/console' ? {} : { return: href };
}

/** Everything that only somebody who is signed in sees. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Layout,
  beforeLoad: async ({ context, location }) => {
    const isSignedIn = mayHaveSession() && (await context.queries.ensureQueryData(sessionQuery).then(isTrue, isNobody));
    if (!isSignedIn) throw redirect({ to: '/sign-in', search: returnTo(location.href) as never, replace: true });
  },
});

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => signedIn, path, component });

/** One chunk each: a page costs nothing before it is opened. */
const pages = [
  page(
    '/',
    lazyRouteComponent(() => import('../pages/dashboard/index.tsx'), 'DashboardPage'),
  ),
  page(
    '/me',
    lazyRouteComponent(() => import('../pages/me/index.tsx'), 'MePage'),
  ),
  page(
    '/accounts',
    lazyRouteComponent(() => import('../pages/accounts/index.tsx'), 'AccountsPage'),
  ),
  page(
    '/accounts/$id',
    lazyRouteComponent(() => import('../pages/accounts/account.tsx'), 'AccountPage'),
  ),
  page(
    '/releases',
    lazyRouteComponent(() => import('../pages/releases/index.tsx'), 'ReleasesPage'),
  ),
  page(
    '/licences',
    lazyRouteComponent(() => import('../pages/licences/index.tsx'), 'LicencesPage'),
  ),
  page(
    '/licences/$id',
    lazyRouteComponent(() => import('../pages/licences/licence.tsx'), 'LicencePage'),
  ),
  page(
    '/faqs',
    lazyRouteComponent(() => import('../pages/faqs/index.tsx'), 'FaqsPage'),
  ),
  page(
    '/feedback',
    lazyRouteComponent(() => import('../pages/feedback/index.tsx'), 'FeedbackPage'),
  ),
  page(
    '/feedback/$id',
    lazyRouteComponent(() => import('../pages/feedback/entry.tsx'), 'FeedbackEntryPage'),
  ),
  page(
    '/pushes',
    lazyRouteComponent(() => import('../pages/pushes/index.tsx'), 'PushesPage'),
  ),
  page(
    '/vault',
    lazyRouteComponent(() => import('../pages/vault/index.tsx'), 'VaultPage'),
  ),
  page(
    '/keys',
    lazyRouteComponent(() => import('../pages/keys/index.tsx'), 'KeysPage'),
  ),
  page(
    '/settings',
    lazyRouteComponent(() => import('../pages/settings/index.tsx'), 'SettingsPage'),
  ),
  page(
    '/audit',
    lazyRouteComponent(() => import('../pages/audit/index.tsx'), 'AuditPage'),
  ),
];

/** The console's pages and their addresses below /console. */
export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signIn, resetPassword, signedIn.addChildren(pages)]),
    basepath: '/console',
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: BrokenPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;
