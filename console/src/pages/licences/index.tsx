import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { licencesTexts } from './texts.ts';

export function LicencesPage() {
  const t = useTexts(licencesTexts);
  return <PageHeader title={t('title')} />;
}
