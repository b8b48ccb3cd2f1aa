import { AuditOutlined } from '@ant-design/icons';
import { Flex, Segmented } from 'antd';
import { useState } from 'react';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import type { AuditEntryView } from '../../../../src/management/audit/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { Sentence } from '../audit/sentence.tsx';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

/** What was done to it, and what it did. */
export function AuditTab({ account: { id } }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const [side, setSide] = useState<'onto' | 'by'>('onto');
  const filter = side === 'onto' ? 'target' : 'actor';
  const list = useCursorList<AuditEntryView>('audit', '/audit', { [filter]: `account:${id}` });
  return (
    <>
      <Segmented
        value={side}
        onChange={setSide}
        options={(['onto', 'by'] as const).map((value) => ({ value, label: t(`audit.${value}`) }))}
        style={{ marginBottom: 12 }}
      />
      <ResponsiveTable
        list={list}
        label={t('tabs.audit')}
        rowKey={(entry) => entry.id}
        columns={[
          { title: t('audit.at'), key: 'at', width: 130, render: (_, { at }) => <RelativeTime at={at} /> },
          { title: t('audit.action'), key: 'action', render: (_, entry) => <Sentence entry={entry} /> },
          { title: t('audit.address'), key: 'address', width: 180, render: (_, entry) => <code>{entry.address}</code> },
        ]}
        card={(entry) => (
          <Flex vertical gap={4}>
            <Sentence entry={entry} />
            <span className={styles.explain}>
              <RelativeTime at={entry.at} /> <code>{entry.address}</code>
            </span>
          </Flex>
        )}
        empty={<EmptyState title={t('audit.empty')} hint={t('audit.emptyHint')} icon={<AuditOutlined />} />}
      />
    </>
  );
}
