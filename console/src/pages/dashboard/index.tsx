import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { dashboardTexts } from './texts.ts';

export function DashboardPage() {
  const t = useTexts(dashboardTexts);
  return <PageHeader title={t('title')} />;
}
