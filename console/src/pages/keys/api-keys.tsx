import { ApiOutlined } from '@ant-design/icons';
import { Button, Flex, Tag } from 'antd';
import { useState } from 'react';
import type { ApiKeyView, NewApiKeyView } from '../../../../src/management/keys/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useRightWords } from '../../i18n/use-right-words.ts';
import { ApiKeyForm } from './api-key-form.tsx';
import { CreateButton, TabHead } from './tab-head.tsx';
import { keysTexts } from './texts.ts';

type Opened = { what: 'create' } | { what: 'revoke'; key: ApiKeyView };

const colours = { live: 'success', expired: 'default', revoked: 'default' } as const;

/** The keys of programs that call the management API. */
export function ApiKeys() {
  const t = useTexts(keysTexts);
  const list = useCursorList<ApiKeyView>('api-keys', '/api-keys');
  const [opened, setOpened] = useState<Opened>();
  const [made, setMade] = useState<NewApiKeyView>();
  const close = () => setOpened(undefined);
  const create = { create: t('api.create'), onCreate: () => setOpened({ what: 'create' }) };
  const revokeButton = (key: ApiKeyView) => <RevokeButton apiKey={key} onOpen={setOpened} />;
  return (
    <>
      <TabHead about={t('api.about')} {...create} />
      <ResponsiveTable
        list={list}
        label={t('tabs.api')}
        rowKey={({ id }) => id}
        columns={[
          { title: t('columns.name'), key: 'name', render: (_, { name }) => <ShortText text={name} /> },
          { title: t('columns.hint'), key: 'hint', width: 90, render: (_, key) => <Hint apiKey={key} /> },
          { title: t('columns.rights'), key: 'rights', width: 260, render: (_, key) => <Rights apiKey={key} /> },
          { title: t('columns.state'), key: 'state', width: 100, render: (_, key) => <State apiKey={key} /> },
          { title: t('columns.lastUsed'), key: 'lastUsed', width: 130, render: (_, key) => <LastUse apiKey={key} /> },
          { title: t('columns.expires'), key: 'expires', width: 130, render: (_, key) => <Expiry apiKey={key} /> },
          {
            title: t('columns.actions'),
            key: 'actions',
            fixed: 'end',
            width: 100,
            render: (_, key) => revokeButton(key),
          },
        ]}
        card={(key) => (
          <Flex vertical gap={8}>
            <Flex justify="space-between" gap={8}>
              <strong>
                <ShortText text={key.name} /> <Hint apiKey={key} />
              </strong>
              <State apiKey={key} />
            </Flex>
            <Rights apiKey={key} />
            <span>
              {t('columns.lastUsed')}: <LastUse apiKey={key} />
            </span>
            <span>
              {t('columns.expires')}: <Expiry apiKey={key} />
            </span>
            {revokeButton(key)}
          </Flex>
        )}
        empty={
          <EmptyState
            title={t('api.empty')}
            hint={t('api.emptyHint')}
            icon={<ApiOutlined />}
            action={<CreateButton text={create.create} onCreate={create.onCreate} />}
          />
        }
      />
      {opened?.what === 'create' && <ApiKeyForm onClose={close} onMade={setMade} />}
      {opened?.what === 'revoke' && <RevokeKey apiKey={opened.key} onClose={close} />}
      <SecretOnce
        title={t('api.created')}
        secrets={made && [{ label: t('api.secret'), secret: made.key }]}
        onClose={() => setMade(undefined)}
      >
        <p style={{ marginBottom: 0 }}>{t('api.next')}</p>
      </SecretOnce>
    </>
  );
}

function Hint({ apiKey: { hint } }: { apiKey: ApiKeyView }) {
  return hint === '' ? null : <code>…{hint}</code>;
}

function State({ apiKey: { state } }: { apiKey: ApiKeyView }) {
  const t = useTexts(keysTexts);
  return <Tag color={colours[state]}>{t(`api.state.${state}`)}</Tag>;
}

function Rights({ apiKey: { rights } }: { apiKey: ApiKeyView }) {
  const { say } = useRightWords();
  return (
    <Flex gap={4} wrap>
      {rights.map((right) => (
        <Tag key={right} title={right}>
          {say(right)}
        </Tag>
      ))}
    </Flex>
  );
}

function LastUse({ apiKey: { lastUsedAt } }: { apiKey: ApiKeyView }) {
  const t = useTexts(keysTexts);
  return <RelativeTime at={lastUsedAt} absent={t('neverUsed')} />;
}

function Expiry({ apiKey: { expiresAt } }: { apiKey: ApiKeyView }) {
  const t = useTexts(keysTexts);
  return <RelativeTime at={expiresAt} absent={t('forever')} />;
}

function RevokeButton({ apiKey, onOpen }: { apiKey: ApiKeyView; onOpen: (opened: Opened) => void }) {
  const t = useTexts(keysTexts);
  const may = useRights();
  if (!may('keys:write') || apiKey.state === 'revoked') return null;
  return (
    <Button size="small" danger onClick={() => onOpen({ what: 'revoke', key: apiKey })}>
      {t('api.revoke')}
    </Button>
  );
}

function RevokeKey({ apiKey: { id, name, version }, onClose }: { apiKey: ApiKeyView; onClose: () => void }) {
  const t = useTexts(keysTexts);
  const revoke = useChange(() => api.post(`/api-keys/${id}/revoke`, undefined, { version }), {
    invalidates: ['api-keys'],
    done: t('revoking.done'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('revoking.title', { name })}
      consequences={[t('revoking.requests'), t('revoking.forever')]}
      action={t('revoking.action')}
      onConfirm={() => revoke.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
