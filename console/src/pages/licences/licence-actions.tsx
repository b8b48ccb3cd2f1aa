import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex } from 'antd';
import { useState } from 'react';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useRights } from '../../api/session.ts';
import { useTexts } from '../../i18n/texts.ts';
import { BindDrawer } from './bind-drawer.tsx';
import { EditDrawer } from './edit-drawer.tsx';
import { ExtendDrawer } from './extend-drawer.tsx';
import { Revocation, Unbinding } from './licence-dangers.tsx';
import { licencesTexts } from './texts.ts';

type Action = 'bind' | 'unbind' | 'extend' | 'edit' | 'revoke';

/** What can be done with a licence as it stands, the most likely first. */
function actionsFor({ state, account, expiresAt }: LicenceView): Action[] {
  if (state === 'revoked') return account ? ['unbind', 'edit'] : ['edit'];
  return [account ? 'unbind' : 'bind', ...(expiresAt === null ? [] : (['extend'] as const)), 'edit', 'revoke'];
}

interface LicenceActionsProps {
  licence: LicenceView;
  /** As buttons in a row, on the licence's own page. */
  isWide?: boolean;
}

/** Everything that can be done with a licence. */
export function LicenceActions({ licence, isWide = false }: LicenceActionsProps) {
  const t = useTexts(licencesTexts);
  const may = useRights();
  const [opened, setOpened] = useState<Action>();
  if (!may('licences:write')) return null;
  const close = () => setOpened(undefined);
  const items = actionsFor(licence).map((key) => ({
    key,
    label: t(`actions.${key}`),
    danger: key === 'revoke',
  }));
  return (
    <>
      {isWide ? (
        <Flex gap={8} wrap>
          {items.map(({ key, label, danger }) => (
            <Button key={key} danger={danger} onClick={() => setOpened(key)}>
              {label}
            </Button>
          ))}
        </Flex>
      ) : (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => setOpened(key as Action) }}>
          <Button size="small" icon={<MoreOutlined />} aria-label={t('actionsOf', { number: licence.number })} />
        </Dropdown>
      )}
      {opened === 'bind' && <BindDrawer licence={licence} onClose={close} />}
      {opened === 'unbind' && <Unbinding licence={licence} onClose={close} />}
      {opened === 'extend' && <ExtendDrawer licence={licence} onClose={close} />}
      {opened === 'edit' && <EditDrawer licence={licence} onClose={close} />}
      {opened === 'revoke' && <Revocation licence={licence} onClose={close} />}
    </>
  );
}
