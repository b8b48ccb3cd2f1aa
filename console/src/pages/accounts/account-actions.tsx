import { MoreOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import type { AccountView, ResetLinkView } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api, newIdempotencyKey } from '../../api/client.ts';
import { useRights, useSession } from '../../api/session.ts';
import { asLeft } from '../../app/filters.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { DeleteAccount } from './delete-account.tsx';
import { EditProfile } from './edit-profile.tsx';
import { ResetLink } from './reset-link.tsx';
import { RoleDialog } from './role-dialog.tsx';
import { accountsTexts } from './texts.ts';

type Opened = 'edit' | 'role' | 'delete' | 'freezing' | 'rejecting' | 'endSessions';

/** What can be done to the account in the state that it is in: the likeliest as buttons, the rest in a menu. */
export function AccountActions({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const shared = useTexts(sharedTexts);
  const [opened, setOpened] = useState<Opened>();
  const [link, setLink] = useState<ResetLinkView>();
  const simple = useSimpleChanges(account);
  const reset = useChange(
    () =>
      api.post<ResetLinkView>(`/accounts/${account.id}/password-reset`, undefined, {
        idempotencyKey: newIdempotencyKey(),
      }),
    { invalidates: ['audit'], onDone: setLink },
  );
  const mail = useChange(
    () => api.post(`/accounts/${account.id}/password-reset/mail`, undefined, { idempotencyKey: newIdempotencyKey() }),
    {
      invalidates: ['audit'],
      done: t('done.resetMail'),
    },
  );
  const items = useMenu(account, {
    open: setOpened,
    approve: () => simple.approve.mutate(undefined),
    unlock: () => simple.unlock.mutate(undefined),
    reset: () => reset.mutate(undefined),
    mail: () => mail.mutate(undefined),
  });
  return (
    <>
      <Primary account={account} simple={simple} onReject={() => setOpened('rejecting')} />
      <Button onClick={() => setOpened('edit')}>{t('actions.edit')}</Button>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button
          icon={<MoreOutlined />}
          aria-label={shared('more')}
          title={shared('more')}
          loading={reset.isPending || mail.isPending}
        />
      </Dropdown>
      <Dialogs account={account} opened={opened} onClose={() => setOpened(undefined)} />
      <ResetLink link={link} onClose={() => setLink(undefined)} />
    </>
  );
}

type SimpleChanges = ReturnType<typeof useSimpleChanges>;

/** What needs no further question. */
function useSimpleChanges({ id, version }: AccountView) {
  const t = useTexts(accountsTexts);
  const invalidates = ['accounts', 'dashboard', 'audit'];
  const post = (action: string) => api.post(`/accounts/${id}/${action}`, undefined, { version });
  return {
    approve: useChange(() => post('approve'), { invalidates, done: t('done.approve') }),
    thaw: useChange(() => post('thaw'), { invalidates, done: t('done.thaw') }),
    unlock: useChange(() => api.post(`/accounts/${id}/unlock`), { invalidates: ['audit'], done: t('done.unlock') }),
  };
}

interface PrimaryProps {
  account: AccountView;
  simple: SimpleChanges;
  onReject: () => void;
}

/** What the account waits for. */
function Primary({ account: { status }, simple: { approve, thaw }, onReject }: PrimaryProps) {
  const t = useTexts(accountsTexts);
  if (status === 'active') return null;
  if (status === 'frozen') {
    return (
      <Button type="primary" loading={thaw.isPending} onClick={() => thaw.mutate(undefined)}>
        {t('actions.thaw')}
      </Button>
    );
  }
  return (
    <>
      <Button type="primary" loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
        {t('actions.approve')}
      </Button>
      {status === 'waiting' && (
        <Button danger onClick={onReject}>
          {t('actions.reject')}
        </Button>
      )}
    </>
  );
}

interface MenuActions {
  open: (opened: Opened) => void;
  approve: () => void;
  unlock: () => void;
  reset: () => void;
  mail: () => void;
}

function useMenu(account: AccountView, { open, approve, unlock, reset, mail }: MenuActions) {
  const { id, status, staffApprovedAt, emailVerifiedAt } = account;
  const t = useTexts(accountsTexts);
  const may = useRights();
  const { account: self } = useSession();
  const isActive = status === 'active';
  const items: Array<NonNullable<MenuProps['items']>[number] | false> = [
    isActive && staffApprovedAt === null && { key: 'letIn', label: t('actions.letIn'), onClick: approve },
    // One's own password is changed by who knows it, on the page “my account”.
    id !== self.id && { key: 'reset', label: t('actions.resetPassword'), onClick: reset },
    id !== self.id &&
      isActive &&
      emailVerifiedAt !== null && { key: 'mail', label: t('actions.mailReset'), onClick: mail },
    { key: 'unlock', label: t('actions.unlock'), onClick: unlock },
    may('roles:write') && { key: 'role', label: t('actions.changeRole'), onClick: () => open('role') },
    { type: 'divider' },
    { key: 'sessions', label: t('actions.endSessions'), onClick: () => open('endSessions') },
    isActive && { key: 'reject', label: t('actions.reject'), danger: true, onClick: () => open('rejecting') },
    status !== 'frozen' && { key: 'freeze', label: t('actions.freeze'), danger: true, onClick: () => open('freezing') },
    { key: 'delete', label: t('actions.delete'), danger: true, onClick: () => open('delete') },
  ];
  return items.filter((item) => item !== false);
}

interface DialogsProps {
  account: AccountView;
  opened: Opened | undefined;
  onClose: () => void;
}

function Dialogs({ account, opened, onClose }: DialogsProps) {
  const navigate = useNavigate();
  return (
    <>
      <EditProfile open={opened === 'edit'} account={account} onClose={onClose} />
      {opened === 'role' && <RoleDialog account={account} onClose={onClose} />}
      {opened === 'delete' && (
        <DeleteAccount
          account={account}
          onClose={onClose}
          onDone={() => navigate({ ...(asLeft('/accounts') as { to: '/' }), replace: true })}
        />
      )}
      {(opened === 'freezing' || opened === 'rejecting') && (
        <ShutOut account={account} how={opened} onClose={onClose} />
      )}
      {opened === 'endSessions' && <EndSessions account={account} onClose={onClose} />}
    </>
  );
}

/** A freeze or a rejection. */
function ShutOut({
  account,
  how,
  onClose,
}: {
  account: AccountView;
  how: 'freezing' | 'rejecting';
  onClose: () => void;
}) {
  const t = useTexts(accountsTexts);
  const { id, name, version } = account;
  const action = how === 'freezing' ? 'freeze' : 'reject';
  const shut = useChange(() => api.post(`/accounts/${id}/${action}`, undefined, { version }), {
    invalidates: ['accounts', 'dashboard', 'audit'],
    done: t(`done.${action}`),
    silent: true,
  });
  const consequences =
    how === 'freezing' ? [t('freezing.sessions'), t('freezing.data')] : [t('rejecting.sessions'), t('rejecting.later')];
  return (
    <ConfirmDanger
      open
      title={t(`${how}.title`, { name })}
      consequences={consequences}
      action={t(`${how}.action`)}
      onConfirm={() => shut.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}

/** Signs the account out on every device. */
export function EndSessions({ account: { id, name }, onClose }: { account: AccountView; onClose: () => void }) {
  const t = useTexts(accountsTexts);
  const end = useChange(() => api.delete(`/accounts/${id}/sessions`), {
    invalidates: ['accounts', 'audit'],
    done: t('done.sessions'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('sessions.endAllTitle', { name })}
      consequences={[t('sessions.endAllHint'), t('sessions.endAllStays')]}
      action={t('actions.endSessions')}
      onConfirm={() => end.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
