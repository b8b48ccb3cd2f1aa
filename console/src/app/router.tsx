import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router';
import { isSignedOut } from '../api/problem.ts';
import { mayHaveSession, sessionQuery } from '../api/session.ts';
import { BrokenOutside, BrokenPage } from './broken-page.tsx';
import { Layout } from './layout/layout.tsx';
import { loadChunk } from './missing-chunk.ts';
import { NotFoundPage } from './not-found-page.tsx';
import { PendingPage } from './pending-page.tsx';
import { parseSearch, stringifySearch } from './search.ts';

interface RouterContext {
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  beforeLoad: async ({ context }) => {
    if (await isSignedIn(context)) throw redirect({ to: '/', replace: true });
  },
  component: lazyPage(() => import('../pages/sign-in/index.tsx'), 'SignInPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyPage(() => import('../pages/reset-password/index.tsx'), 'ResetPasswordPage'),
});

/** Whether somebody is signed in; what keeps us from knowing is thrown. */
async function isSignedIn({ queries }: RouterContext): Promise<boolean> {
  if (!mayHaveSession()) return false;
  try {
    await queries.ensureQueryData(sessionQuery);
    return true;
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    return false;
  }
}

/** Where to go on after signing in; the dashboard needs no saying. */
export function returnTo(href: string): { return?: string } {
  return href === '/' ? {} : { return: href };
}

/** Everything that only somebody who is signed in sees. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Layout,
  errorComponent: BrokenOutside,
  beforeLoad: async ({ context, location }) => {
    const hadSession = mayHaveSession();
    if (await isSignedIn(context)) return;
    const search = { ...returnTo(location.href), ...(hadSession && { ended: true }) };
    throw redirect({ to: '/sign-in', search: search as never, replace: true });
  },
});

/** One chunk each: a page costs nothing before it is opened. The name is the component's. */
const lazyPages = [
  ['/', 'DashboardPage', () => import('../pages/dashboard/index.tsx')],
  ['/me', 'MePage', () => import('../pages/me/index.tsx')],
  ['/accounts', 'AccountsPage', () => import('../pages/accounts/index.tsx')],
  ['/accounts/$id', 'AccountPage', () => import('../pages/accounts/account.tsx')],
  ['/releases', 'ReleasesPage', () => import('../pages/releases/index.tsx')],
  ['/licences', 'LicencesPage', () => import('../pages/licences/index.tsx')],
  ['/licences/$id', 'LicencePage', () => import('../pages/licences/licence.tsx')],
  ['/faqs', 'FaqsPage', () => import('../pages/faqs/index.tsx')],
  // One page with and without an id: the inbox stays as it is while one entry after another is opened.
  ['/feedback/{-$id}', 'FeedbackPage', () => import('../pages/feedback/index.tsx')],
  ['/pushes', 'PushesPage', () => import('../pages/pushes/index.tsx')],
  ['/doors', 'DoorsPage', () => import('../pages/doors/index.tsx')],
  ['/imports', 'ImportsPage', () => import('../pages/imports/index.tsx')],
  ['/jobs', 'JobsPage', () => import('../pages/jobs/index.tsx')],
  ['/vault', 'VaultPage', () => import('../pages/vault/index.tsx')],
  ['/keys', 'KeysPage', () => import('../pages/keys/index.tsx')],
  ['/webhooks', 'WebhooksPage', () => import('../pages/webhooks/index.tsx')],
  ['/settings', 'SettingsPage', () => import('../pages/settings/index.tsx')],
  ['/audit', 'AuditPage', () => import('../pages/audit/index.tsx')],
] as const;

const pages = [
  ...lazyPages.map(([path, name, load]) => page(path, lazyPage(load as LoadPages, name))),
  page('/$', NotFoundPage),
];

type LoadPages = () => Promise<Record<string, RouteComponent>>;

function lazyPage(load: LoadPages, name: string): RouteComponent {
  return lazyRouteComponent(() => loadChunk(load), name);
}

function page(path: string, component: RouteComponent) {
  return createRoute({ getParentRoute: () => signedIn, path, component });
}

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
    defaultPendingComponent: PendingPage,
  });
}
