import { Link } from '@tanstack/react-router';
import { Badge } from 'antd';
import type { ReactNode } from 'react';
import { useRights } from '../../api/session.ts';
import { useTexts } from '../../i18n/texts.ts';
import { type Area, apiReference, areas } from '../areas.tsx';
import { appTexts } from '../texts.ts';
import { type EntryBadge, useBadges } from './badges.ts';
import styles from './navigation.module.css';

const groups = [undefined, 'people', 'messages', 'product', 'security', 'system'] as const;

/** The ways to every area that the session may read. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const t = useTexts(appTexts);
  const may = useRights();
  const allowed = areas.filter(({ needs }) => may(needs));
  return (
    <nav aria-label={t('navigation')} className={styles.navigation}>
      {groups.map((group) => {
        const entries = allowed.filter((area) => area.group === group);
        const hasReference = group === apiReference.group;
        if (entries.length === 0 && !hasReference) return null;
        return (
          <Group key={group ?? 'top'} title={group && t(`groups.${group}`)}>
            {entries.map((area) => (
              <Entry key={area.name} area={area} onNavigate={onNavigate} />
            ))}
            {hasReference && <ReferenceEntry />}
          </Group>
        );
      })}
    </nav>
  );
}

function Group({ title, children }: { title: string | undefined; children: ReactNode }) {
  return (
    <div className={styles.group}>
      {title && <div className={styles.groupTitle}>{title}</div>}
      <ul className={styles.entries}>{children}</ul>
    </div>
  );
}

function Entry({ area, onNavigate }: { area: Area; onNavigate: (() => void) | undefined }) {
  const t = useTexts(appTexts);
  const badge = useBadges()[area.name];
  return (
    <li>
      <Link
        to={area.path as '/'}
        activeOptions={{ exact: area.path === '/', includeSearch: false }}
        className={styles.entry}
        activeProps={{ className: styles.active, 'aria-current': 'page' }}
        onClick={onNavigate}
      >
        <span aria-hidden="true" className={styles.icon}>
          {area.icon}
        </span>
        <span className={styles.label}>{t(`areas.${area.name}`)}</span>
        {badge && <EntryBadgeSign badge={badge} />}
      </Link>
    </li>
  );
}

function EntryBadgeSign({ badge: { count, what } }: { badge: EntryBadge }) {
  const t = useTexts(appTexts);
  const words = t(`badge.${what}`, { count });
  return (
    <span title={words}>
      <Badge count={count} overflowCount={99} title="" aria-hidden="true" />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

function ReferenceEntry() {
  const t = useTexts(appTexts);
  return (
    <li>
      <a href={apiReference.href} target="_blank" rel="noreferrer" className={styles.entry}>
        <span aria-hidden="true" className={styles.icon}>
          {apiReference.icon}
        </span>
        <span className={styles.label}>
          {t('areas.api')} <span className="visually-hidden">{t('newTab')}</span>
        </span>
      </a>
    </li>
  );
}
