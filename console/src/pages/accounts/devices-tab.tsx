import { MobileOutlined } from '@ant-design/icons';
import { Flex, Tag } from 'antd';
import type { AccountView, PushDeviceView } from '../../../../src/management/accounts/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

/** Where its pushes go. */
export function DevicesTab({ account: { id } }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const list = useCursorList<PushDeviceView>('accounts', `/accounts/${id}/push-devices`);
  return (
    <ResponsiveTable
      list={list}
      label={t('tabs.devices')}
      rowKey={(device) => device.id}
      columns={[
        { title: t('devices.client'), key: 'client', render: (_, device) => <CopyText text={device.clientId} /> },
        { title: t('devices.type'), dataIndex: 'clientType' },
        { title: t('devices.enabled'), key: 'enabled', render: (_, device) => <Switch device={device} /> },
        { title: t('devices.bound'), key: 'bound', render: (_, { createdAt }) => <RelativeTime at={createdAt} /> },
        { title: t('devices.updated'), key: 'updated', render: (_, { updatedAt }) => <RelativeTime at={updatedAt} /> },
      ]}
      card={(device) => (
        <Flex vertical gap={6}>
          <Flex justify="space-between" gap={8}>
            <strong>{device.clientType}</strong>
            <Switch device={device} />
          </Flex>
          <CopyText text={device.clientId} />
          <span className={styles.explain}>
            {t('devices.bound')}: <RelativeTime at={device.createdAt} />
          </span>
        </Flex>
      )}
      empty={<EmptyState title={t('devices.empty')} hint={t('devices.emptyHint')} icon={<MobileOutlined />} />}
    />
  );
}

function Switch({ device: { enabled } }: { device: PushDeviceView }) {
  const t = useTexts(accountsTexts);
  return <Tag color={enabled ? 'success' : 'default'}>{t(enabled ? 'devices.on' : 'devices.off')}</Tag>;
}
