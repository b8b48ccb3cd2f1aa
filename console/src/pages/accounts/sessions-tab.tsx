import { LaptopOutlined } from '@ant-design/icons';
import { Button, Flex, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import type { AccountView, SessionView } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useContractName } from '../../api/contracts.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { EndSessions } from './account-actions.tsx';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';
import { useMayChange } from './use-may-change.ts';
import { describeUserAgent } from './user-agent.ts';

/** Where the account is signed in, and was. */
export function SessionsTab({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const contract = useContractName();
  const mayChange = useMayChange(account);
  const [isEnding, setEnding] = useState(false);
  const list = useCursorList<SessionView>('accounts', `/accounts/${account.id}/sessions`);
  const end = useChange((session: number) => api.delete(`/accounts/${account.id}/sessions/${session}`), {
    invalidates: ['accounts', 'audit'],
    done: t('done.session'),
  });
  const endButton = (session: SessionView) => (
    <EndButton
      session={session}
      isBusy={end.isPending && end.variables === session.id}
      onEnd={mayChange ? () => end.mutate(session.id) : undefined}
    />
  );
  return (
    <>
      {mayChange && list.items.some(({ state }) => state === 'live') && (
        <Flex justify="end" style={{ marginBottom: 12 }}>
          <Button danger onClick={() => setEnding(true)}>
            {t('actions.endSessions')}
          </Button>
        </Flex>
      )}
      {isEnding && <EndSessions account={account} onClose={() => setEnding(false)} />}
      <ResponsiveTable
        list={list}
        label={t('tabs.sessions')}
        rowKey={({ id }) => id}
        columns={[
          { title: t('sessions.device'), key: 'device', render: (_, session) => <Device session={session} /> },
          { title: t('sessions.contract'), key: 'contract', render: (_, each) => contract(each.contract) },
          { title: t('sessions.address'), key: 'address', render: (_, { address }) => <code>{address}</code> },
          { title: t('sessions.lastSeen'), key: 'seen', render: (_, each) => <RelativeTime at={each.lastSeenAt} /> },
          { title: t('sessions.opened'), key: 'opened', render: (_, each) => <RelativeTime at={each.createdAt} /> },
          { title: t('sessions.expires'), key: 'expires', render: (_, each) => <Expiry session={each} /> },
          { title: t('columns.status'), key: 'state', render: (_, session) => <State session={session} /> },
          {
            title: t('columns.actions'),
            key: 'actions',
            fixed: 'end',
            width: 90,
            render: (_, session) => endButton(session),
          },
        ]}
        card={(session) => (
          <Flex vertical gap={6}>
            <Flex justify="space-between" gap={8}>
              <Device session={session} />
              <State session={session} />
            </Flex>
            <span className={styles.explain}>
              {contract(session.contract)} · <code>{session.address}</code>
            </span>
            <Flex justify="space-between" align="center" gap={8}>
              <span className={styles.explain}>
                {t('sessions.lastSeen')}: <RelativeTime at={session.lastSeenAt} />
              </span>
              {endButton(session)}
            </Flex>
          </Flex>
        )}
        empty={<EmptyState title={t('sessions.empty')} hint={t('sessions.emptyHint')} icon={<LaptopOutlined />} />}
      />
    </>
  );
}

function Device({ session: { userAgent } }: { session: SessionView }) {
  const t = useTexts(accountsTexts);
  return (
    <Tooltip title={userAgent}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole of it is to be had by keyboard too */}
      <span tabIndex={0}>{describeUserAgent(userAgent) ?? t('sessions.unknownDevice')}</span>
    </Tooltip>
  );
}

function Expiry({ session: { state, expiresAt } }: { session: SessionView }) {
  return state === 'live' ? <RelativeTime at={expiresAt} /> : <span className={styles.explain}>–</span>;
}

const colours = { live: 'success', ended: 'default', expired: 'default' } as const;

function State({ session: { state, endedAt, endReason } }: { session: SessionView }) {
  const t = useTexts(accountsTexts);
  return (
    <Flex vertical gap={2} align="start">
      <Tag color={colours[state]}>{t(`sessions.state.${state}`)}</Tag>
      {endedAt && (
        <span className={styles.explain}>
          {endReason && `${t(`sessions.reasons.${endReason}`)} · `}
          <RelativeTime at={endedAt} />
        </span>
      )}
    </Flex>
  );
}

interface EndButtonProps {
  session: SessionView;
  isBusy: boolean;
  onEnd: (() => void) | undefined;
}

function EndButton({ session, isBusy, onEnd }: EndButtonProps) {
  const t = useTexts(accountsTexts);
  if (session.state !== 'live' || !onEnd) return null;
  const device = describeUserAgent(session.userAgent) ?? t('sessions.unknownDevice');
  return (
    <Button size="small" danger loading={isBusy} onClick={onEnd} aria-label={t('sessions.endLabel', { device })}>
      {t('sessions.end')}
    </Button>
  );
}
