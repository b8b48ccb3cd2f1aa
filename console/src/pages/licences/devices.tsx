import { LaptopOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Flex, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import type { DeviceView, LicenceView, OwnedDeviceView } from '../../../../src/management/licences/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import { DeviceTag, Holder } from './licence-tags.tsx';
import { licencesTexts } from './texts.ts';

/** Which devices are listed, in the order in which they are offered. */
export const fleetStates = ['all', 'live', 'overdue'] as const;
export type FleetState = (typeof fleetStates)[number];

/** The devices of a licence's account. */
export function LicenceDevices({ licence }: { licence: LicenceView }) {
  const t = useTexts(licencesTexts);
  const language = useLanguage();
  const list = useCursorList<DeviceView>('licences', `/licences/${licence.id}/devices`);
  const columns = useDeviceColumns<DeviceView>();
  const isBound = licence.account !== null;
  return (
    <ResponsiveTable
      list={list}
      label={t('devices.title')}
      rowKey={({ sessionId }) => sessionId}
      columns={[
        ...columns,
        {
          title: t('devices.columns.first'),
          key: 'first',
          render: (_, { firstAt }) => <RelativeTime at={firstAt} />,
        },
        {
          title: t('devices.columns.beats'),
          key: 'beats',
          align: 'end',
          render: (_, { beats }) => beats.toLocaleString(language),
        },
      ]}
      card={(device) => <DeviceCard device={device} />}
      empty={
        <EmptyState
          title={isBound ? t('devices.empty') : t('devices.emptyUnbound')}
          hint={isBound ? t('devices.emptyHint') : t('devices.emptyUnboundHint')}
          icon={<LaptopOutlined />}
        />
      }
    />
  );
}

/** The devices of everybody, or those in one state. */
export function FleetDevices({ state }: { state: FleetState }) {
  const t = useTexts(licencesTexts);
  const filter: Record<string, string> = state === 'all' ? {} : { state };
  const list = useCursorList<OwnedDeviceView>('licences', '/devices', filter, { refetchMs: 60_000 });
  const columns = useDeviceColumns<OwnedDeviceView>();
  return (
    <ResponsiveTable
      list={list}
      label={t('devices.title')}
      rowKey={({ sessionId }) => sessionId}
      columns={[
        { title: t('columns.account'), key: 'account', render: (_, { account }) => <Holder account={account} /> },
        {
          title: t('devices.columns.licence'),
          key: 'licence',
          render: (_, { licence }) => <LicenceLink licence={licence} />,
        },
        ...columns,
      ]}
      card={(device) => (
        <DeviceCard device={device}>
          <Flex gap={12} wrap>
            <Holder account={device.account} />
            <LicenceLink licence={device.licence} />
          </Flex>
        </DeviceCard>
      )}
      empty={
        <EmptyState title={t(`fleet.${state}.empty`)} hint={t(`fleet.${state}.emptyHint`)} icon={<LaptopOutlined />} />
      }
    />
  );
}

function useDeviceColumns<Row extends DeviceView>() {
  const t = useTexts(licencesTexts);
  return [
    { title: t('devices.columns.state'), key: 'state', render: (_: unknown, row: Row) => <DeviceTag device={row} /> },
    { title: t('devices.columns.program'), key: 'program', render: (_: unknown, row: Row) => <Program device={row} /> },
    {
      title: t('devices.columns.address'),
      key: 'address',
      render: (_: unknown, row: Row) => <code>{row.address}</code>,
    },
    {
      title: t('devices.columns.last'),
      key: 'last',
      render: (_: unknown, row: Row) => <RelativeTime at={row.lastAt} />,
    },
  ];
}

function DeviceCard({ device, children }: { device: DeviceView; children?: ReactNode }) {
  const t = useTexts(licencesTexts);
  return (
    <Flex vertical gap={8}>
      <Flex gap={8} wrap>
        <DeviceTag device={device} />
        <Program device={device} />
      </Flex>
      {children}
      <code>{device.address}</code>
      <span>
        {t('devices.columns.last')} <RelativeTime at={device.lastAt} />
      </span>
    </Flex>
  );
}

function Program({ device: { programVersion, userAgent } }: { device: DeviceView }) {
  const t = useTexts(licencesTexts);
  return (
    <Tooltip title={userAgent}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the program calls itself is to be had by keyboard too */}
      <span tabIndex={0}>{programVersion ?? t('devices.unknownVersion')}</span>
    </Tooltip>
  );
}

function LicenceLink({ licence }: { licence: OwnedDeviceView['licence'] }) {
  if (!licence) return <span style={{ color: 'var(--ant-color-text-tertiary)' }}>–</span>;
  return (
    <ShortText text={licence.number}>
      <Link to={`/licences/${licence.id}` as '/'}>{licence.number}</Link>
    </ShortText>
  );
}
