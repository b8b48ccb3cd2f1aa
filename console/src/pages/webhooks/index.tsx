import { Alert } from 'antd';
import { useState } from 'react';
import type { NewWebhookView } from '../../../../src/management/webhooks/schemas.ts';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { Deliveries } from './deliveries.tsx';
import { DeliveryDrawer } from './delivery-drawer.tsx';
import { NewEndpoint } from './endpoint-form.tsx';
import { CreateButton, Endpoints, NewSecret } from './endpoints.tsx';
import { webhooksTexts } from './texts.ts';

/** Which systems are told what happens here, and what came of it. */
export function WebhooksPage() {
  const t = useTexts(webhooksTexts);
  const may = useRights();
  const [{ tab, endpoint, state, delivery }, setFilters] = useFilters({
    tab: 'endpoints',
    endpoint: '',
    state: '',
    delivery: '',
  });
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<NewWebhookView>();
  const create = () => setCreating(true);
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={<CreateButton onCreate={create} />} />
      {!may('webhooks:write') && <Alert type="info" showIcon title={t('ownerOnly')} style={{ marginBottom: 16 }} />}
      <PageTabs
        label={t('title')}
        value={tab}
        onChange={(chosen) => setFilters({ tab: chosen })}
        items={[
          {
            key: 'endpoints',
            label: t('tabs.endpoints'),
            children: (
              <Endpoints
                onCreate={create}
                onLog={(id) => setFilters({ tab: 'deliveries', endpoint: String(id), state: '' })}
              />
            ),
          },
          {
            key: 'deliveries',
            label: t('tabs.deliveries'),
            children: (
              <Deliveries
                filters={{ endpoint, state }}
                onFilter={setFilters}
                onOpen={(id) => setFilters({ delivery: String(id) })}
              />
            ),
          },
        ]}
      />
      {isCreating && <NewEndpoint onMade={setMade} onClose={() => setCreating(false)} />}
      <NewSecret title={t('made.title')} made={made} onClose={() => setMade(undefined)} />
      {/^\d{1,15}$/.test(delivery) && (
        <DeliveryDrawer id={Number(delivery)} onClose={() => setFilters({ delivery: '' })} />
      )}
    </>
  );
}
