import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Descriptions, Skeleton } from 'antd';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { api } from '../../api/client.ts';
import { backTo } from '../../app/filters.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { LicenceDevices } from './devices.tsx';
import { LicenceActions } from './licence-actions.tsx';
import { Holder, StateTag } from './licence-tags.tsx';
import { Effect, Expiry } from './licence-times.tsx';
import { licencesTexts } from './texts.ts';

/** One licence and the devices of its account. */
export function LicencePage() {
  const t = useTexts(licencesTexts);
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error, refetch } = useQuery({
    queryKey: ['licences', 'one', id],
    queryFn: ({ signal }) => api.get<LicenceView>(`/licences/${encodeURIComponent(id)}`, { signal }),
  });
  return (
    <>
      <PageHeader
        title={data?.number ?? t('title')}
        back={backTo('/licences', t('back'))}
        extra={data && <StateTag state={data.state} />}
        actions={data && <LicenceActions licence={data} isWide />}
      />
      {error && <ProblemAlert error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && <Licence licence={data} />}
    </>
  );
}

function Licence({ licence }: { licence: LicenceView }) {
  const t = useTexts(licencesTexts);
  const shared = useTexts(sharedTexts);
  const { number, account, revokedAt, note, createdAt } = licence;
  return (
    <>
      <Section title={t('about')}>
        <Descriptions
          column={{ xs: 1, md: 2 }}
          items={[
            { key: 'number', label: t('columns.number'), children: <CopyText text={number} /> },
            { key: 'account', label: t('columns.account'), children: <Holder account={account} /> },
            { key: 'effect', label: t('columns.effect'), children: <Effect licence={licence} /> },
            { key: 'expires', label: t('columns.expires'), children: <Expiry licence={licence} /> },
            { key: 'created', label: t('columns.created'), children: <RelativeTime at={createdAt} /> },
            ...(revokedAt
              ? [{ key: 'revoked', label: t('revokedAt'), children: <RelativeTime at={revokedAt} /> }]
              : []),
            {
              key: 'note',
              label: t('columns.note'),
              children: <span style={{ whiteSpace: 'pre-wrap' }}>{note || shared('none')}</span>,
            },
          ]}
        />
      </Section>
      <Section title={t('devices.title')}>
        <LicenceDevices licence={licence} />
      </Section>
    </>
  );
}
