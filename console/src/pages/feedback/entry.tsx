import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { feedbackTexts } from './texts.ts';

export function FeedbackEntryPage() {
  const t = useTexts(feedbackTexts);
  return <PageHeader title={t('title')} />;
}
