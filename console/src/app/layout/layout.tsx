import { Outlet, useRouter } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { useServerZone } from '../../api/session.ts';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import { offsetOf } from '../../i18n/zoned-time.ts';
import { useKeptFocus } from '../kept-focus.ts';
import { appTexts } from '../texts.ts';
import { Header } from './header.tsx';
import styles from './layout.module.css';
import { Navigation } from './navigation.tsx';
import { Wordmark } from './wordmark.tsx';

/** What stands around every page: navigation at the side (in a drawer on a phone), header, and the page itself. */
export function Layout() {
  const t = useTexts(appTexts);
  const isNarrow = useIsNarrow();
  const zone = useServerZone();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const closeMenu = () => setMenuOpen(false);
  useFocusAfterNavigation();
  useKeptFocus();
  return (
    <div className={styles.layout}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('content')?.focus()}>
        {t('skip')}
      </button>
      {isNarrow ? (
        <Drawer
          open={isMenuOpen}
          onClose={closeMenu}
          placement="left"
          size={272}
          title={<Wordmark />}
          styles={{ body: { padding: 8 } }}
        >
          <Navigation onNavigate={closeMenu} />
        </Drawer>
      ) : (
        <aside className={styles.sider}>
          <div className={styles.brand}>
            <Wordmark />
          </div>
          <Navigation />
        </aside>
      )}
      <div className={styles.main}>
        <Header onOpenMenu={isNarrow ? () => setMenuOpen(true) : undefined} />
        <main id="content" tabIndex={-1} className={styles.content}>
          <Outlet />
          <p className={styles.zone}>{t('zone', { zone, offset: offsetOf(new Date().toISOString(), zone) })}</p>
        </main>
      </div>
    </div>
  );
}

/** After a navigation the keyboard goes on at the new page's title, and a screen reader reads it out. */
function useFocusAfterNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation) return;
        const target = document.querySelector<HTMLElement>('main h1') ?? document.getElementById('content');
        target?.focus({ preventScroll: true });
      }),
    [router],
  );
}
