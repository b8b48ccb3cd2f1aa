import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Alert, Skeleton } from 'antd';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { useRights } from '../../api/session.ts';
import { backTo, useFilters } from '../../app/filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { AccountActions } from './account-actions.tsx';
import { RoleTag, StatusTag } from './account-tags.tsx';
import { AuditTab } from './audit-tab.tsx';
import { DevicesTab } from './devices-tab.tsx';
import { FeedbackTab } from './feedback-tab.tsx';
import { LicenceTab } from './licence-tab.tsx';
import { ProfileTab } from './profile-tab.tsx';
import { SessionsTab } from './sessions-tab.tsx';
import { accountsTexts } from './texts.ts';
import { useMayChange } from './use-may-change.ts';

/** One account, with all that belongs to it. */
export function AccountPage() {
  const t = useTexts(accountsTexts);
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error, refetch } = useQuery({
    queryKey: ['accounts', 'one', Number(id)],
    queryFn: ({ signal }) => api.get<AccountView>(`/accounts/${encodeURIComponent(id)}`, { signal }),
  });
  const back = backTo('/accounts', t('title'));
  if (data) return <Account account={data} />;
  if (error && [400, 404].includes(asProblem(error).status)) return <NotFound />;
  return (
    <>
      <PageHeader title={`#${id}`} back={back} />
      {error ? <ProblemAlert error={error} onRetry={refetch} /> : <Skeleton active paragraph={{ rows: 8 }} />}
    </>
  );
}

function NotFound() {
  const t = useTexts(accountsTexts);
  const back = (
    <LinkButton to="/accounts" type="primary">
      {t('notFound.back')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState title={t('notFound.title')} hint={t('notFound.hint')} action={back} />
    </>
  );
}

function Account({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const may = useRights();
  const mayChange = useMayChange(account);
  const [{ tab }, setFilters] = useFilters({ tab: 'profile' });
  const tabs = {
    profile: <ProfileTab account={account} />,
    sessions: <SessionsTab account={account} />,
    devices: <DevicesTab account={account} />,
    ...(may('messages:read') && { feedback: <FeedbackTab account={account} /> }),
    licence: <LicenceTab account={account} />,
    ...(may('audit:read') && { audit: <AuditTab account={account} /> }),
  };
  return (
    <>
      <PageHeader
        title={account.name}
        back={backTo('/accounts', t('title'))}
        extra={
          <>
            <StatusTag status={account.status} />
            <RoleTag role={account.role} />
          </>
        }
        actions={mayChange && <AccountActions account={account} />}
      />
      {may('accounts:write') && !mayChange && (
        <Alert type="info" showIcon title={t('protected')} style={{ marginBottom: 16 }} />
      )}
      <PageTabs
        label={account.name}
        value={tab}
        onChange={(chosen) => setFilters({ tab: chosen })}
        items={Object.entries(tabs).map(([key, children]) => ({
          key,
          label: t(`tabs.${key as keyof typeof tabs}`),
          children,
        }))}
      />
    </>
  );
}
