import { Link } from '@tanstack/react-router';
import { Descriptions, Drawer } from 'antd';
import type { DoorAccountView, DoorView } from '../../../../src/management/doors/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { useRights, useServerZone } from '../../api/session.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import { useVersionWords } from './door-words.ts';
import styles from './doors.module.css';
import { doorsTexts } from './texts.ts';
import { useDoorAccounts } from './use-doors.ts';

/** One contract: when it is to end, what nobody calls any more, and who still came. */
export function DoorDrawer({ door, onClose }: { door: DoorView; onClose: () => void }) {
  const t = useTexts(doorsTexts);
  const may = useRights();
  const name = useContractName()(door.contract);
  const isNarrow = useIsNarrow();
  return (
    <Drawer open title={t('detailsOf', { contract: name })} size={isNarrow ? '100%' : 560} onClose={onClose}>
      <h3 className={styles.heading}>{t('drawer.dates')}</h3>
      <Dates door={door} />
      {may('settings:read') && (
        <LinkButton to="/settings" style={{ marginTop: 12 }}>
          {t('drawer.settings')}
        </LinkButton>
      )}
      <h3 className={styles.heading}>{t('drawer.uncalled')}</h3>
      <Uncalled door={door} />
      {may('accounts:read') && (
        <>
          <h3 className={styles.heading}>{t('drawer.accounts')}</h3>
          <Accounts contract={door.contract} />
        </>
      )}
    </Drawer>
  );
}

function Dates({ door }: { door: DoorView }) {
  const t = useTexts(doorsTexts);
  const zone = useServerZone();
  const { deprecatedAt, sunsetAt, sunsetLink, deprecatedEndpoints } = door;
  if (deprecatedAt === null && sunsetAt === null) return <div className={styles.unit}>{t('drawer.noDates')}</div>;
  const entries = [
    ['deprecatedAt', deprecatedAt && printWall(deprecatedAt, zone)],
    ['sunsetAt', sunsetAt && printWall(sunsetAt, zone)],
    ['link', sunsetLink],
    ['only', deprecatedEndpoints.join(', ')],
  ] as const;
  return (
    <Descriptions
      column={1}
      size="small"
      items={entries
        .filter(([, value]) => value)
        .map(([key, value]) => ({ key, label: t(`drawer.${key}`), children: value }))}
    />
  );
}

function Uncalled({ door: { enabled, uncalledEndpoints } }: { door: DoorView }) {
  const t = useTexts(doorsTexts);
  if (uncalledEndpoints.length === 0) {
    return <span className={styles.unit}>{t(enabled ? 'drawer.allCalled' : 'drawer.closed')}</span>;
  }
  return (
    <ul className={styles.endpoints}>
      {uncalledEndpoints.map((endpoint) => (
        <li key={endpoint} className={styles.endpoint}>
          {endpoint}
        </li>
      ))}
    </ul>
  );
}

function Accounts({ contract }: { contract: string }) {
  const t = useTexts(doorsTexts);
  const list = useDoorAccounts(contract);
  const version = useVersionWords();
  return (
    <ResponsiveTable<DoorAccountView>
      list={list}
      label={t('drawer.accounts')}
      rowKey={({ account }) => account.id}
      isFixed
      columns={[
        { title: t('drawer.account'), key: 'account', render: (_, { account }) => <AccountLink account={account} /> },
        { title: t('columns.version'), key: 'version', render: (_, row) => version(row.version) },
        { title: t('columns.last'), key: 'last', width: 110, render: (_, row) => <RelativeTime at={row.lastSeenAt} /> },
      ]}
      card={(row) => (
        <span>
          <AccountLink account={row.account} /> · {version(row.version)} · <RelativeTime at={row.lastSeenAt} />
        </span>
      )}
      empty={<EmptyState title={t('drawer.noAccounts')} hint={t('drawer.noAccountsHint')} />}
    />
  );
}

function AccountLink({ account: { id, name } }: { account: DoorAccountView['account'] }) {
  return (
    <ShortText text={name}>
      <Link to={`/accounts/${id}` as '/'}>{name}</Link>
    </ShortText>
  );
}
