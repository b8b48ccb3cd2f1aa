import { SendOutlined } from '@ant-design/icons';
import { Button, Flex, Select, Tag } from 'antd';
import type { WebhookDeliveryView } from '../../../../src/management/webhooks/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { webhooksTexts } from './texts.ts';
import { nameOf, useEndpoints, useEventWords } from './use-webhooks.ts';
import styles from './webhooks.module.css';

const liveMs = 5_000;
const colours = { waiting: 'processing', delivered: 'success', failed: 'error', held: 'warning' } as const;
const states = ['undelivered', 'waiting', 'delivered', 'failed', 'held'] as const;

/** Which deliveries are shown. */
export interface DeliveryFilters {
  endpoint: string;
  state: string;
}

interface DeliveriesProps {
  filters: DeliveryFilters;
  onFilter: (change: Partial<DeliveryFilters>) => void;
  onOpen: (id: number) => void;
}

/** What was sent, newest first, each with what came of it. */
export function Deliveries({ filters, onFilter, onOpen }: DeliveriesProps) {
  const t = useTexts(webhooksTexts);
  const shared = useTexts(sharedTexts);
  const say = useEventWords();
  const { items: endpoints } = useEndpoints();
  const query = { webhookId: filters.endpoint || undefined, state: filters.state || undefined };
  const list = useCursorList<WebhookDeliveryView>('webhook-deliveries', '/webhook-deliveries', query, {
    refetchMs: liveMs,
  });
  const isFiltered = filters.endpoint !== '' || filters.state !== '';
  const endpointOf = ({ webhookId }: WebhookDeliveryView): string => {
    const found = endpoints.find(({ id }) => id === webhookId);
    return found ? nameOf(found) : t('gone');
  };
  const words = (delivery: WebhookDeliveryView) => (
    <button type="button" className={styles.words} onClick={() => onOpen(delivery.id)}>
      <span className={styles.name}>{say(delivery.event)}</span>
      <code className={styles.url}>{delivery.messageId}</code>
    </button>
  );
  return (
    <>
      <Filters filters={filters} onFilter={onFilter} />
      <ResponsiveTable<WebhookDeliveryView>
        list={list}
        label={t('deliveriesList')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'event', title: t('columns.event'), render: (_, delivery) => words(delivery) },
          {
            key: 'endpoint',
            title: t('columns.endpoint'),
            width: 200,
            render: (_, delivery) => <ShortText text={endpointOf(delivery)} />,
          },
          { key: 'state', title: t('columns.state'), width: 110, render: (_, { state }) => <StateTag state={state} /> },
          { key: 'attempts', title: t('columns.attempts'), width: 110, render: (_, { attempts }) => attempts },
          {
            key: 'when',
            title: t('columns.when'),
            width: 120,
            render: (_, { createdAt }) => <RelativeTime at={createdAt} />,
          },
        ]}
        card={(delivery) => (
          <Flex vertical gap={8}>
            {words(delivery)}
            <Flex gap={8} wrap align="center">
              <StateTag state={delivery.state} />
              <span>{endpointOf(delivery)}</span>
              <RelativeTime at={delivery.createdAt} />
            </Flex>
          </Flex>
        )}
        empty={
          isFiltered ? (
            <EmptyState
              title={t('noMatches.title')}
              hint={t('noMatches.hint')}
              action={<Button onClick={() => onFilter({ endpoint: '', state: '' })}>{shared('clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('noDeliveries.title')} hint={t('noDeliveries.hint')} icon={<SendOutlined />} />
          )
        }
      />
    </>
  );
}

function Filters({ filters, onFilter }: Pick<DeliveriesProps, 'filters' | 'onFilter'>) {
  const t = useTexts(webhooksTexts);
  const { items: endpoints } = useEndpoints();
  const sayState = (state: (typeof states)[number]) =>
    state === 'undelivered' ? t('filters.undelivered') : t(`delivery.${state}`);
  return (
    <div className={styles.filters}>
      <Select
        aria-label={t('filters.endpoint')}
        value={filters.endpoint}
        onChange={(endpoint) => onFilter({ endpoint })}
        popupMatchSelectWidth={false}
        style={{ minWidth: 160, maxWidth: 320 }}
        options={[
          { value: '', label: t('filters.anyEndpoint') },
          ...endpoints.map((endpoint) => ({ value: String(endpoint.id), label: nameOf(endpoint) })),
        ]}
      />
      <Select
        aria-label={t('filters.state')}
        value={filters.state}
        onChange={(state) => onFilter({ state })}
        style={{ minWidth: 140 }}
        options={[
          { value: '', label: t('filters.anyState') },
          ...states.map((state) => ({ value: state, label: sayState(state) })),
        ]}
      />
    </div>
  );
}

/** How a delivery stands. */
export function StateTag({ state }: Pick<WebhookDeliveryView, 'state'>) {
  const t = useTexts(webhooksTexts);
  return (
    <Tag color={colours[state]} title={t(`deliveryHint.${state}`)}>
      {t(`delivery.${state}`)}
    </Tag>
  );
}
