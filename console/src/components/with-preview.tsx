import type { ReactNode } from 'react';
import styles from './with-preview.module.css';

/** A form's fields, and beside them (on a phone below) what they make. */
export function WithPreview({ preview, children }: { preview: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.both}>
      <div className={styles.fields}>{children}</div>
      <div className={styles.preview}>{preview}</div>
    </div>
  );
}
