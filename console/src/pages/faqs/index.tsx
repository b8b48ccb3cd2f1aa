import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { faqsTexts } from './texts.ts';

export function FaqsPage() {
  const t = useTexts(faqsTexts);
  return <PageHeader title={t('title')} />;
}
