import { Alert } from 'antd';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { ApiKeys } from './api-keys.tsx';
import { SigningKeys } from './signing-keys.tsx';
import { keysTexts } from './texts.ts';

/** The keys of programs: of the blog's front ends, and of whatever calls the management API. */
export function KeysPage() {
  const t = useTexts(keysTexts);
  const may = useRights();
  const [{ tab }, setFilters] = useFilters({ tab: 'signing' });
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} />
      {!may('keys:write') && <Alert type="info" showIcon title={t('ownerOnly')} style={{ marginBottom: 16 }} />}
      <PageTabs
        label={t('title')}
        value={tab}
        onChange={(chosen) => setFilters({ tab: chosen })}
        items={[
          { key: 'signing', label: t('tabs.signing'), children: <SigningKeys /> },
          { key: 'api', label: t('tabs.api'), children: <ApiKeys /> },
        ]}
      />
    </>
  );
}
