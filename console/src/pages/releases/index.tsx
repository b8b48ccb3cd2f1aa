import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { releasesTexts } from './texts.ts';

export function ReleasesPage() {
  const t = useTexts(releasesTexts);
  return <PageHeader title={t('title')} />;
}
