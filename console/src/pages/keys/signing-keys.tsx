import { KeyOutlined } from '@ant-design/icons';
import { Button, Flex, Tag } from 'antd';
import { useState } from 'react';
import type { NewSigningKeyView, SigningKeyView } from '../../../../src/management/keys/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { NameField } from './name-field.tsx';
import { RotationForm } from './rotation-form.tsx';
import { CreateButton, TabHead } from './tab-head.tsx';
import { keysTexts } from './texts.ts';

type Opened = { what: 'create' } | { what: 'rotate' | 'disable'; key: SigningKeyView };
/** A pair that was just made, and the one it replaces. */
interface Made {
  pair: NewSigningKeyView;
  ending?: SigningKeyView;
}

const colours = { live: 'success', ending: 'warning', expired: 'default', disabled: 'default' } as const;

/** The pairs that the blog's front ends sign with. */
export function SigningKeys() {
  const t = useTexts(keysTexts);
  const list = useCursorList<SigningKeyView>('signing-keys', '/signing-keys');
  const [opened, setOpened] = useState<Opened>();
  const [made, setMade] = useState<Made>();
  const close = () => setOpened(undefined);
  const create = { create: t('signing.create'), onCreate: () => setOpened({ what: 'create' }) };
  return (
    <>
      <TabHead about={t('signing.about')} {...create} />
      <ResponsiveTable
        list={list}
        label={t('tabs.signing')}
        rowKey={({ id }) => id}
        columns={[
          { title: t('columns.name'), key: 'name', render: (_, { name }) => <ShortText text={name} /> },
          {
            title: t('columns.authKey'),
            key: 'authKey',
            width: 220,
            render: (_, key) => <CopyText text={key.authKey} />,
          },
          { title: t('columns.state'), key: 'state', width: 120, render: (_, key) => <State signingKey={key} /> },
          {
            title: t('columns.created'),
            key: 'created',
            width: 140,
            render: (_, key) => <RelativeTime at={key.createdAt} />,
          },
          { title: t('columns.ends'), key: 'ends', width: 140, render: (_, key) => <End signingKey={key} /> },
          {
            title: t('columns.actions'),
            key: 'actions',
            fixed: 'end',
            width: 160,
            render: (_, key) => <Actions signingKey={key} onOpen={setOpened} />,
          },
        ]}
        card={(key) => (
          <Flex vertical gap={8}>
            <Flex justify="space-between" gap={8}>
              <strong>
                <ShortText text={key.name} />
              </strong>
              <State signingKey={key} />
            </Flex>
            <CopyText text={key.authKey} />
            <span>
              {t('columns.ends')}: <End signingKey={key} />
            </span>
            <Actions signingKey={key} onOpen={setOpened} />
          </Flex>
        )}
        empty={
          <EmptyState
            title={t('signing.empty')}
            hint={t('signing.emptyHint')}
            icon={<KeyOutlined />}
            action={<CreateButton text={create.create} onCreate={create.onCreate} />}
          />
        }
      />
      {opened?.what === 'create' && <CreateForm onClose={close} onMade={(pair) => setMade({ pair })} />}
      {opened?.what === 'rotate' && (
        <RotationForm
          signingKey={list.items.find(({ id }) => id === opened.key.id) ?? opened.key}
          onClose={close}
          onMade={({ successor, ending }) => setMade({ pair: successor, ending })}
        />
      )}
      {opened?.what === 'disable' && <DisableKey signingKey={opened.key} onClose={close} />}
      <MadePair made={made} onClose={() => setMade(undefined)} />
    </>
  );
}

function State({ signingKey: { state } }: { signingKey: SigningKeyView }) {
  const t = useTexts(keysTexts);
  return <Tag color={colours[state]}>{t(`signing.state.${state}`)}</Tag>;
}

function End({ signingKey: { disabledAt, expiresAt } }: { signingKey: SigningKeyView }) {
  const t = useTexts(keysTexts);
  return <RelativeTime at={disabledAt ?? expiresAt} absent={t('forever')} />;
}

function Actions({ signingKey, onOpen }: { signingKey: SigningKeyView; onOpen: (opened: Opened) => void }) {
  const t = useTexts(keysTexts);
  const may = useRights();
  if (!may('keys:write') || signingKey.state === 'expired' || signingKey.state === 'disabled') return null;
  return (
    <Flex gap={4}>
      <Button size="small" onClick={() => onOpen({ what: 'rotate', key: signingKey })}>
        {t('signing.rotate')}
      </Button>
      <Button size="small" danger onClick={() => onOpen({ what: 'disable', key: signingKey })}>
        {t('signing.disable')}
      </Button>
    </Flex>
  );
}

function CreateForm({ onClose, onMade }: { onClose: () => void; onMade: (pair: NewSigningKeyView) => void }) {
  const t = useTexts(keysTexts);
  const { keyFor } = useIdempotencyKeys();
  const create = useChange(
    (values: { name: string }) =>
      api.post<NewSigningKeyView>('/signing-keys', values, { idempotencyKey: keyFor(values) }),
    { invalidates: ['signing-keys'], onDone: onMade, silent: true },
  );
  return (
    <FormDrawer<{ name: string }>
      open
      title={t('signing.create')}
      onSubmit={(values) => create.mutateAsync(values)}
      onClose={onClose}
    >
      <NameField />
    </FormDrawer>
  );
}

function DisableKey({ signingKey, onClose }: { signingKey: SigningKeyView; onClose: () => void }) {
  const t = useTexts(keysTexts);
  const { id, version, name, authKey } = signingKey;
  const disable = useChange(() => api.post(`/signing-keys/${id}/disable`, undefined, { version }), {
    invalidates: ['signing-keys'],
    done: t('disabling.done'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('disabling.title', { name })}
      consequences={[t('disabling.requests', { authKey }), t('disabling.forever')]}
      action={t('disabling.action')}
      onConfirm={() => disable.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}

function MadePair({ made, onClose }: { made: Made | undefined; onClose: () => void }) {
  const t = useTexts(keysTexts);
  const ending = made?.ending;
  return (
    <SecretOnce
      title={ending ? t('rotation.done') : t('signing.created')}
      secrets={
        made && [
          { label: 'auth_key', secret: made.pair.authKey },
          { label: t('signing.secret'), secret: made.pair.secret },
        ]
      }
      onClose={onClose}
    >
      <p>{t('signing.next')}</p>
      {ending && (
        <p style={{ marginBottom: 0 }}>
          {t('columns.ends')} ({ending.authKey}): <RelativeTime at={ending.expiresAt} />
        </p>
      )}
    </SecretOnce>
  );
}
