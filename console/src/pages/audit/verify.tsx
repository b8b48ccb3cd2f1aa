import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Drawer, Flex, Form, Input, InputNumber, Progress } from 'antd';
import { useState } from 'react';
import type { VerificationView } from '../../../../src/management/audit/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './audit.module.css';
import { auditTexts } from './texts.ts';

const pollMs = 400;
const queryKey = ['audit', 'verification'];
const notedPattern = /^\s*(\d+):([\w-]{43})\s*$/;

/** A button that opens what verifies the log. */
export function Verify() {
  const t = useTexts(auditTexts);
  const isNarrow = useIsNarrow();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={<SafetyCertificateOutlined />} onClick={() => setOpen(true)}>
        {t('verify.open')}
      </Button>
      <Drawer open={isOpen} onClose={() => setOpen(false)} title={t('verify.title')} size={isNarrow ? '100%' : 520}>
        {isOpen && <Verification />}
      </Drawer>
    </>
  );
}

function Verification() {
  const t = useTexts(auditTexts);
  const queries = useQueryClient();
  const { data: run, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<VerificationView>('/audit/verification', { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? pollMs : false),
  });
  const start = useChange((order: object) => api.post<VerificationView>('/audit/verification', order), {
    invalidates: [],
    onDone: (begun) => queries.setQueryData(queryKey, begun),
    silent: true,
  });
  return (
    <Flex vertical gap={16}>
      <p className={styles.explain}>{t('verify.explain')}</p>
      <Order
        isBusy={start.isPending || run?.state === 'running'}
        again={run?.finishedAt != null}
        onStart={start.mutate}
      />
      <ProblemAlert error={start.error ?? error} />
      <div aria-live="polite">{run && <Outcome run={run} />}</div>
    </Flex>
  );
}

interface OrderProps {
  isBusy: boolean;
  again: boolean;
  onStart: (order: object) => void;
}

function Order({ isBusy, again, onStart }: OrderProps) {
  const t = useTexts(auditTexts);
  const submit = ({ expect, from }: { expect?: string; from?: number | null }) => {
    const [, id, hash] = notedPattern.exec(expect ?? '') ?? [];
    onStart({ ...(id && { expect: { id: Number(id), hash } }), ...(from && { from }) });
  };
  return (
    <Form layout="vertical" onFinish={submit} disabled={isBusy}>
      <Form.Item
        name="expect"
        label={t('verify.expect')}
        extra={t('verify.expectHint')}
        rules={[{ pattern: notedPattern, message: t('verify.expectRule') }]}
      >
        <Input allowClear autoComplete="off" className={styles.code} />
      </Form.Item>
      <Form.Item name="from" label={t('verify.from')} extra={t('verify.fromHint')}>
        <InputNumber min={1} precision={0} style={{ width: 160 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isBusy}>
        {t(again ? 'verify.again' : 'verify.start')}
      </Button>
    </Form>
  );
}

function Outcome({ run }: { run: VerificationView }) {
  const t = useTexts(auditTexts);
  const language = useLanguage();
  const { state, checked, newestId, newest, fault, finishedAt } = run;
  const count = checked.toLocaleString(language);
  if (state === 'none') return null;
  if (state === 'running') {
    return (
      <>
        <Progress
          percent={newestId > 0 ? Math.min(99, Math.floor((checked / newestId) * 100)) : 0}
          status="active"
          aria-label={t('verify.title')}
        />
        {t('verify.running', { checked: count })}
      </>
    );
  }
  if (state === 'failed') return <Alert type="warning" showIcon title={t('verify.failed')} />;
  return (
    <Flex vertical gap={16}>
      {fault ? (
        <Alert
          type="error"
          showIcon
          title={t('verify.broken')}
          description={`${t(`faults.${fault.kind}`, { id: fault.entryId })} ${t('verify.held', { checked: count })}`}
        />
      ) : (
        <Alert type="success" showIcon title={t('verify.whole', { checked: count })} />
      )}
      {newest && (
        <div>
          <strong>{t('verify.newest')}</strong>
          <div className={styles.code}>
            <CopyText text={`${newest.id}:${newest.hash}`} />
          </div>
          <span className={styles.explain}>{t('verify.newestHint')}</span>
        </div>
      )}
      <span className={styles.explain}>
        {t('verify.finished')} <RelativeTime at={finishedAt} />
      </span>
    </Flex>
  );
}
