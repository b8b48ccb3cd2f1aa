import { LeftOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useBranding } from '../api/branding.ts';
import styles from './page-header.module.css';

interface PageHeaderProps {
  title: string;
  /** One line under the title: what this page is for, or what stands out now. */
  hint?: ReactNode;
  /** The page's main buttons, at the right. */
  actions?: ReactNode;
  /** Beside the title: a status tag, a count. */
  extra?: ReactNode;
  /** Where "back" leads, on a page about one thing; `search`: with which filters, true: with those that are on. */
  back?: { to: string; label: string; search?: object | true };
}

/** The head of every page. Its title is the document's, and what a screen reader hears after a navigation. */
export function PageHeader({ title, hint, actions, extra, back }: PageHeaderProps) {
  const { productName } = useBranding();
  useEffect(() => {
    document.title = `${title} · ${productName}`;
  }, [title, productName]);
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {back && (
          <Link to={back.to} search={(back.search ?? {}) as never} className={styles.back}>
            <LeftOutlined aria-hidden /> {back.label}
          </Link>
        )}
        <div className={styles.titleLine}>
          <h1 className={styles.title} tabIndex={-1}>
            {title}
          </h1>
          {extra}
        </div>
        {hint && <p className={styles.hint}>{hint}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
