import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Descriptions, Skeleton, Tag } from 'antd';
import type { AccountView, BoundLicenceView } from '../../../../src/management/accounts/schemas.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { accountsTexts } from './texts.ts';

type Licence = NonNullable<BoundLicenceView['licence']>;

const colours: Record<Licence['state'], string> = {
  active: 'success',
  upcoming: 'processing',
  expired: 'warning',
  revoked: 'error',
  unbound: 'default',
};

/** The licence of the desktop program, where one is bound. */
export function LicenceTab({ account: { id } }: { account: AccountView }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['licences', 'of', id],
    queryFn: ({ signal }) => api.get<BoundLicenceView>(`/accounts/${id}/licence`, { signal }),
  });
  if (error) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data) return <Skeleton active paragraph={{ rows: 4 }} />;
  return data.licence ? <Bound licence={data.licence} /> : <None />;
}

function Bound({ licence: { id, number, state, effectAt, expiresAt } }: { licence: Licence }) {
  const t = useTexts(accountsTexts);
  return (
    <Section title={number} extra={<ToLicences to={`/licences/${id}`} text={t('licence.open')} />}>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'number', label: t('licence.number'), children: <CopyText text={number} /> },
          {
            key: 'state',
            label: t('licence.state'),
            children: <Tag color={colours[state]}>{t(`licence.states.${state}`)}</Tag>,
          },
          { key: 'effect', label: t('licence.effect'), children: <RelativeTime at={effectAt} absent={t('none')} /> },
          {
            key: 'expires',
            label: t('licence.expires'),
            children: <RelativeTime at={expiresAt} absent={t('licence.forever')} />,
          },
        ]}
      />
    </Section>
  );
}

function None() {
  const t = useTexts(accountsTexts);
  return (
    <EmptyState
      title={t('licence.empty')}
      hint={t('licence.emptyHint')}
      icon={<SafetyCertificateOutlined />}
      action={<ToLicences to="/licences" text={t('licence.goTo')} />}
    />
  );
}

function ToLicences({ to, text }: { to: string; text: string }) {
  const may = useRights();
  if (!may('licences:read')) return null;
  return (
    <LinkButton to={to as '/'} size="small">
      {text}
    </LinkButton>
  );
}
