import type { ReactNode } from 'react';
import styles from './short-text.module.css';

interface ShortTextProps {
  /** In full on hover. */
  text: string;
  /** What is shown instead of the text itself: a link that says it. */
  children?: ReactNode;
}

/** A name of any length in one line of a table, cut where it is too long; on a card in as many lines as it needs. */
export function ShortText({ text, children }: ShortTextProps) {
  return (
    <span className={styles.short} title={text}>
      {children ?? text}
    </span>
  );
}
