import { BellOutlined, SendOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import type { PushView } from '../../../../src/management/pushes/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { Composer } from './composer.tsx';
import { PushDrawer } from './push-detail.tsx';
import { PushLog } from './push-log.tsx';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

const liveMs = 2_000;
const idleMs = 30_000;

/** The log of pushes, what is scheduled, and where new ones are written. */
export function PushesPage() {
  const t = useTexts(pushesTexts);
  const mayWrite = useRights()('pushes:write');
  // The open one is in the address too, so that others can be pointed to it.
  const [{ state, push }, setFilters] = useFilters({ state: '', push: '' });
  const [isComposing, setComposing] = useState(false);
  const list = useLiveList(state);
  const compose = mayWrite && (
    <Button type="primary" icon={<SendOutlined />} onClick={() => setComposing(true)}>
      {t('compose')}
    </Button>
  );
  const about = state === 'scheduled' ? 'noneScheduled' : 'empty';
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={compose} />
      <Segmented
        className={styles.tabs}
        aria-label={t('tabs.label')}
        value={state}
        onChange={(next) => setFilters({ state: next })}
        options={[
          { value: '', label: t('tabs.all') },
          { value: 'scheduled', label: t('tabs.scheduled') },
        ]}
      />
      <PushLog
        list={list}
        onOpen={({ id }) => setFilters({ push: String(id) })}
        empty={
          <EmptyState icon={<BellOutlined />} title={t(`${about}.title`)} hint={t(`${about}.hint`)} action={compose} />
        }
      />
      {isComposing && <Composer push={undefined} onClose={() => setComposing(false)} />}
      {/^\d{1,15}$/.test(push) && <PushDrawer id={Number(push)} onClose={() => setFilters({ push: '' })} />}
    </>
  );
}

/** Quickly anew while something is being sent. */
function useLiveList(state: string) {
  const [isLive, setLive] = useState(false);
  const list = useCursorList<PushView>('pushes', '/pushes', { state }, { refetchMs: isLive ? liveMs : idleMs });
  const isSending = list.items.some((each) => each.state === 'sending');
  useEffect(() => setLive(isSending), [isSending]);
  return list;
}
