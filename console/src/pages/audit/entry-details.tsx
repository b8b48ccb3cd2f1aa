import { Button, Descriptions } from 'antd';
import type { AuditEntryView } from '../../../../src/management/audit/schemas.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './audit.module.css';
import type { AuditFilters } from './filters.tsx';
import { auditTexts } from './texts.ts';

interface EntryDetailsProps {
  entry: AuditEntryView;
  onFilter: (change: Partial<AuditFilters>) => void;
}

/** Everything that the log keeps of one entry. */
export function EntryDetails({ entry, onFilter }: EntryDetailsProps) {
  const t = useTexts(auditTexts);
  const isNarrow = useIsNarrow();
  const { id, actor, action, target, details, hash } = entry;
  const hasDetails = Object.keys(details).length > 0;
  const thing = (text: string, label: string, change: Partial<AuditFilters>) => (
    <span className={styles.thing}>
      <code>{text}</code>
      <Button size="small" type="link" onClick={() => onFilter(change)}>
        {label}
      </Button>
    </span>
  );
  return (
    <Descriptions
      size="small"
      column={isNarrow ? 1 : 2}
      items={[
        { key: 'actor', label: t('details.actor'), children: thing(actor, t('details.byActor'), { actor }) },
        { key: 'target', label: t('details.target'), children: thing(target, t('details.byTarget'), { target }) },
        { key: 'id', label: t('details.id'), children: <CopyText text={String(id)} /> },
        { key: 'action', label: t('details.action'), children: <code>{action}</code> },
        {
          key: 'hash',
          label: t('details.hash'),
          span: 'filled',
          children: hash && <CopyText text={`${id}:${hash}`}>{hash}</CopyText>,
        },
        {
          key: 'details',
          label: t('details.content'),
          span: 'filled',
          children: hasDetails ? (
            <pre className={styles.content}>{JSON.stringify(details, null, 2)}</pre>
          ) : (
            t('details.nothing')
          ),
        },
      ]}
    />
  );
}
