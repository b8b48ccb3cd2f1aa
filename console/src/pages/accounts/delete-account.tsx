import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal, Skeleton } from 'antd';
import type { AccountView, DeletionPreview } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { accountsTexts } from './texts.ts';

interface DeleteAccountProps {
  account: AccountView;
  onClose: () => void;
  onDone: () => void;
}

/** Tells what goes and what stays before it deletes. */
export function DeleteAccount({ account: { id, name, handle }, onClose, onDone }: DeleteAccountProps) {
  const t = useTexts(accountsTexts);
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['accounts', 'deletion', id],
    queryFn: ({ signal }) => api.get<DeletionPreview>(`/accounts/${id}/deletion`, { signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const remove = useChange((version: number) => api.delete(`/accounts/${id}`, { version }), {
    invalidates: ['dashboard', 'audit'],
    done: t('done.delete'),
    silent: true,
    onDone: () => {
      // What is not shown now: this page's own queries would only hear that the account is gone.
      queries.removeQueries({ queryKey: ['accounts'], type: 'inactive' });
      onDone();
    },
  });
  const consequences = useConsequences(data);
  if (!data) {
    return (
      <Modal open title={t('deleting.title', { name })} footer={null} onCancel={onClose}>
        {error ? (
          <ProblemAlert error={error} onRetry={refetch} />
        ) : (
          <>
            <p>{t('deleting.loading')}</p>
            <Skeleton active title={false} paragraph={{ rows: 4 }} />
          </>
        )}
      </Modal>
    );
  }
  return (
    <ConfirmDanger
      open
      title={t('deleting.title', { name })}
      consequences={consequences}
      action={t('deleting.action')}
      // A display name may be of signs that no keyboard has.
      typed={handle ?? `#${id}`}
      onConfirm={() => remove.mutateAsync(data.version)}
      onClose={onClose}
    />
  );
}

function useConsequences(preview: DeletionPreview | undefined): string[] {
  const t = useTexts(accountsTexts);
  if (!preview) return [];
  const { goes, freed, stays } = preview;
  const counted = (['sessions', 'pushDevices', 'heartbeats', 'scheduledPushes'] as const)
    .filter((what) => goes[what] > 0)
    .map((what) => t(`deleting.${what}`, { count: goes[what] }));
  return [
    ...counted,
    ...(goes.feedback > 0 ? [t('deleting.feedback', { count: goes.feedback, replies: goes.replies })] : []),
    ...(goes.avatar ? [t('deleting.avatar')] : []),
    ...(freed.licence === null ? [] : [t('deleting.licence', { number: freed.licence })]),
    t('deleting.identifiers'),
    t('deleting.stays', { count: stays.auditEntries }),
    ...(stays.releases > 0 ? [t('deleting.releases', { count: stays.releases })] : []),
    t('deleting.forever'),
  ];
}
