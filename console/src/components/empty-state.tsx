import { InboxOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  title: string;
  /** What to do next, or why it is fine that nothing is here. */
  hint: ReactNode;
  icon?: ReactNode;
  /** A button that does it. */
  action?: ReactNode;
}

/** What stands where nothing is to be shown yet. */
export function EmptyState({ title, hint, icon = <InboxOutlined />, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <div className={styles.icon} aria-hidden>
        {icon}
      </div>
      <p className={styles.title}>{title}</p>
      <p className={styles.hint}>{hint}</p>
      {action}
    </div>
  );
}
