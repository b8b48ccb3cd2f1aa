import { Button, Descriptions, Drawer, Flex, Skeleton, Tag } from 'antd';
import type { WebhookDeliveryRecord } from '../../../../src/management/webhooks/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import { StateTag } from './deliveries.tsx';
import { webhooksTexts } from './texts.ts';
import { useDelivery, useEventWords, useFailureWords } from './use-webhooks.ts';
import styles from './webhooks.module.css';

/** Everything about one delivery: what was sent, and what each attempt brought. */
export function DeliveryDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useTexts(webhooksTexts);
  const isNarrow = useIsNarrow();
  const mayWrite = useRights()('webhooks:write');
  const { data: delivery, error, refetch } = useDelivery(id);
  return (
    <Drawer
      open
      title={t('detail.title', { id })}
      size={isNarrow ? '100%' : 600}
      onClose={onClose}
      footer={mayWrite && delivery && delivery.state !== 'waiting' && <Redelivery id={id} />}
    >
      {delivery ? (
        <Facts delivery={delivery} />
      ) : error ? (
        <ProblemAlert error={error} onRetry={refetch} />
      ) : (
        <Skeleton active />
      )}
    </Drawer>
  );
}

function Redelivery({ id }: { id: number }) {
  const t = useTexts(webhooksTexts);
  const redeliver = useChange(() => api.post(`/webhook-deliveries/${id}/redeliver`), {
    invalidates: ['webhook-deliveries', 'webhooks'],
    done: t('detail.redelivered'),
  });
  return (
    <Flex justify="end">
      <Button type="primary" loading={redeliver.isPending} onClick={() => redeliver.mutate(undefined)}>
        {t('detail.redeliver')}
      </Button>
    </Flex>
  );
}

function Facts({ delivery }: { delivery: WebhookDeliveryRecord }) {
  const t = useTexts(webhooksTexts);
  const say = useEventWords();
  const { event, state, messageId, createdAt, body, tries } = delivery;
  return (
    <>
      <Flex gap={8} align="center" wrap>
        <h2 style={{ margin: 0, fontSize: 18 }}>{say(event)}</h2>
        <StateTag state={state} />
      </Flex>
      <p className={styles.quiet}>{t(`deliveryHint.${state}`)}</p>
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'messageId', label: t('detail.messageId'), children: <CopyText text={messageId} /> },
          { key: 'created', label: t('detail.created'), children: <RelativeTime at={createdAt} /> },
        ]}
      />
      <h3 className={styles.heading}>{t('detail.tries')}</h3>
      {tries.length === 0 ? <p>{t('detail.noTries')}</p> : <Tries tries={tries} />}
      <h3 className={styles.heading}>{t('detail.body')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard too */}
      <pre className={styles.code} tabIndex={0}>
        {JSON.stringify(JSON.parse(body), null, 2)}
      </pre>
    </>
  );
}

function Tries({ tries }: Pick<WebhookDeliveryRecord, 'tries'>) {
  const t = useTexts(webhooksTexts);
  const why = useFailureWords();
  return (
    <ol className={styles.tries}>
      {tries.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two attempts may be of one moment
        <li key={index}>
          <Flex gap={8} wrap align="center">
            <Tag color={attempt.failure === null ? 'success' : 'error'}>{why(attempt)}</Tag>
            <RelativeTime at={attempt.at} />
            <span className={styles.quiet}>{t('detail.took', { ms: attempt.durationMs })}</span>
          </Flex>
          {attempt.status !== null && (
            <>
              <div className={styles.quiet}>{t('detail.answer')}</div>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard too */}
              <pre className={styles.code} tabIndex={0}>
                {attempt.answer === '' ? t('detail.noAnswer') : attempt.answer}
              </pre>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
