import { ImportOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import type { ImportSourceView, ImportsView } from '../../../../src/management/imports/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import tiles from '../../components/tiles.module.css';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintNumber } from '../../i18n/use-print-number.ts';
import styles from './imports.module.css';
import { importsTexts } from './texts.ts';
import { useImports } from './use-imports.ts';

/** How far moving in is. */
export function ImportsPage() {
  const t = useTexts(importsTexts);
  const { data, error, refetch } = useImports();
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} />
      {error && <ProblemAlert error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 3 }} />}
      {data?.items.length === 0 && (
        <EmptyState icon={<ImportOutlined />} title={t('empty.title')} hint={t('empty.hint')} />
      )}
      {data && data.items.length > 0 && <Standing imports={data} />}
    </>
  );
}

function Standing({ imports: { items, formerPasswords } }: { imports: ImportsView }) {
  const t = useTexts(importsTexts);
  return (
    <ul className={tiles.tiles}>
      <FormerPasswords former={formerPasswords} />
      {items.map((source) => (
        <Source key={source.source} source={source} label={t('sources')} />
      ))}
    </ul>
  );
}

function FormerPasswords({ former: { accounts, doors } }: { former: ImportsView['formerPasswords'] }) {
  const t = useTexts(importsTexts);
  const contractName = useContractName();
  const print = usePrintNumber();
  return (
    <li className={`${tiles.tile} ${styles.tile}`}>
      <span className={styles.name}>{t('former.title')}</span>
      {accounts === 0 && doors.length === 0 ? (
        <span>{t('former.none')}</span>
      ) : (
        <span>
          <b>{print(accounts)}</b> <span className={styles.unit}>{t('former.count', { count: accounts })}</span>
        </span>
      )}
      {doors.map(({ contract, count }) => (
        <span key={contract} className={styles.unit}>
          {t('former.door', { contract: contractName(contract), n: print(count) })}
        </span>
      ))}
      <span className={styles.unit}>{t('former.why')}</span>
    </li>
  );
}

function Source({ source: { source, accounts, deleted, lastAt }, label }: { source: ImportSourceView; label: string }) {
  const t = useTexts(importsTexts);
  const print = usePrintNumber();
  return (
    <li className={`${tiles.tile} ${styles.tile}`} aria-label={`${label}: ${source}`}>
      <span className={styles.name}>{source}</span>
      <span>
        <b>{print(accounts)}</b> <span className={styles.unit}>{t('accounts', { count: accounts })}</span>
      </span>
      {deleted > 0 && <span className={styles.unit}>{t('deleted', { n: print(deleted) })}</span>}
      <span className={styles.unit}>
        {t('last')} <RelativeTime at={lastAt} />
      </span>
    </li>
  );
}
