import { Modal, Radio } from 'antd';
import { useState } from 'react';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

const roles = ['user', 'admin', 'owner'] as const;

/** Gives another role; owners alone come here. */
export function RoleDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const t = useTexts(accountsTexts);
  const shared = useTexts(sharedTexts);
  const [role, setRole] = useState(account.role);
  const change = useChange(() => api.put(`/accounts/${account.id}/role`, { role }, { version: account.version }), {
    invalidates: ['accounts', 'audit', 'session'],
    done: t('done.role'),
    silent: true,
    onDone: onClose,
  });
  return (
    <Modal
      open
      title={t('role.title', { name: account.name })}
      okText={t('role.save')}
      okButtonProps={{ disabled: role === account.role }}
      confirmLoading={change.isPending}
      cancelText={shared('cancel')}
      onOk={() => change.mutate(undefined)}
      onCancel={onClose}
    >
      <Radio.Group
        vertical
        value={role}
        onChange={({ target }) => setRole(target.value)}
        options={roles.map((value) => ({
          value,
          label: (
            <>
              {t(`role.${value}`)} <span className={styles.explain}>{t(`role.${value}Hint`)}</span>
            </>
          ),
        }))}
        style={{ gap: 8, marginBottom: 12 }}
      />
      <ProblemAlert error={change.error} />
    </Modal>
  );
}
