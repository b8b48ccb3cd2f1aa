import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { settingsTexts } from './texts.ts';

export function SettingsPage() {
  const t = useTexts(settingsTexts);
  return <PageHeader title={t('title')} />;
}
