import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { pushesTexts } from './texts.ts';

export function PushesPage() {
  const t = useTexts(pushesTexts);
  return <PageHeader title={t('title')} />;
}
