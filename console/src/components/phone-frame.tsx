import type { ReactNode } from 'react';
import styles from './phone-frame.module.css';

interface PhoneFrameProps {
  /** What is shown, for screen readers. */
  label: string;
  /** On the status line. */
  title?: string;
  children: ReactNode;
}

/** What a phone would show, while it is being written. */
export function PhoneFrame({ label, title, children }: PhoneFrameProps) {
  return (
    <figure className={styles.phone} aria-label={label}>
      <div className={styles.bar} aria-hidden>
        <span className={styles.speaker} />
      </div>
      {title !== undefined && <div className={styles.title}>{title}</div>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what does not fit is scrolled by keyboard too */}
      <div className={styles.screen} tabIndex={0}>
        {children}
      </div>
    </figure>
  );
}
