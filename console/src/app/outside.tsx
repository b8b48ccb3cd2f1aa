import type { ReactNode } from 'react';
import { LanguageSwitch } from './layout/language-switch.tsx';
import { ThemeSwitch } from './layout/theme-switch.tsx';
import { Wordmark } from './layout/wordmark.tsx';
import styles from './outside.module.css';

/** What stands around a page for somebody who is not signed in: one card in the middle. */
export function Outside({ children }: { children: ReactNode }) {
  return (
    <div className={styles.outside}>
      <header className={styles.header}>
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main className={styles.main}>
        <div className={styles.wordmark}>
          <Wordmark />
        </div>
        <div className={styles.card}>{children}</div>
      </main>
    </div>
  );
}
