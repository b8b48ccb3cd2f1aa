import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { BatchDrawer } from './batch-drawer.tsx';
import { BatchMade } from './batch-made.tsx';
import { DevicesTab } from './devices-tab.tsx';
import { LicenceList, noFilters } from './licence-list.tsx';
import { licencesTexts } from './texts.ts';

/** The licences of the desktop program, and the devices that they are used on. */
export function LicencesPage() {
  const t = useTexts(licencesTexts);
  const may = useRights();
  const [{ tab, range, devices, ...filters }, setFilters] = useFilters({
    ...noFilters,
    tab: 'list',
    range: '24h',
    devices: 'all',
  });
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<LicenceView[]>();
  const make = may('licences:write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
      {t('make')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={make} />
      <PageTabs
        label={t('tabs.label')}
        value={tab}
        onChange={(next) => setFilters({ tab: next })}
        items={[
          {
            key: 'list',
            label: t('tabs.list'),
            children: <LicenceList filters={filters} onFilter={setFilters} make={make} />,
          },
          {
            key: 'devices',
            label: t('tabs.devices'),
            children: (
              <DevicesTab
                range={range}
                onRange={(next) => setFilters({ range: next })}
                state={devices}
                onState={(next) => setFilters({ devices: next })}
              />
            ),
          },
        ]}
      />
      {isMaking && <BatchDrawer onMade={setMade} onClose={() => setMaking(false)} />}
      {made && <BatchMade licences={made} onClose={() => setMade(undefined)} />}
    </>
  );
}
