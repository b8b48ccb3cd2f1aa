import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import type { AccountView, ApprovalOutcomes } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

interface Failure {
  id: number;
  name: string;
  reason: string;
}

interface BulkApprovalProps {
  /** Who is selected; without anybody nothing is shown. */
  accounts: readonly AccountView[];
  onClear: () => void;
}

/** Approves all that are selected; who could not be is named with the reason. */
export function BulkApproval({ accounts, onClear }: BulkApprovalProps) {
  const t = useTexts(accountsTexts);
  const { message } = App.useApp();
  const [failures, setFailures] = useState<Failure[]>([]);
  const approve = useChange(
    (selected: readonly AccountView[]) =>
      api.post<ApprovalOutcomes>('/accounts/approve', { ids: selected.map(({ id }) => id) }),
    {
      invalidates: ['accounts', 'dashboard', 'audit'],
      onDone: ({ items }) => {
        const failed = items.flatMap(({ id, problem }) => (problem ? [{ id, reason: problem.title }] : []));
        const nameOf = (id: number): string => accounts.find((account) => account.id === id)?.name ?? `#${id}`;
        setFailures(failed.map((each) => ({ ...each, name: nameOf(each.id) })));
        message.success(t('bulk.done', { count: items.length - failed.length }));
        onClear();
      },
    },
  );
  return (
    <>
      {accounts.length > 0 && (
        <section className={styles.bulk} aria-label={t('bulk.selected', { count: accounts.length })}>
          <span>{t('bulk.selected', { count: accounts.length })}</span>
          <Button type="primary" size="small" loading={approve.isPending} onClick={() => approve.mutate(accounts)}>
            {t('bulk.approve')}
          </Button>
          <Button type="text" size="small" onClick={onClear}>
            {t('bulk.clear')}
          </Button>
        </section>
      )}
      <Failures failures={failures} onClose={() => setFailures([])} />
    </>
  );
}

function Failures({ failures, onClose }: { failures: readonly Failure[]; onClose: () => void }) {
  const t = useTexts(accountsTexts);
  const shared = useTexts(sharedTexts);
  return (
    <Modal
      open={failures.length > 0}
      title={t('bulk.failed', { count: failures.length })}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {shared('close')}
        </Button>
      }
    >
      <ul className={styles.consequences}>
        {failures.map(({ id, name, reason }) => (
          <li key={id}>
            <strong>{name}</strong>: {reason}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
