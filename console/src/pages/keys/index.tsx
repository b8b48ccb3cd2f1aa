import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { keysTexts } from './texts.ts';

export function KeysPage() {
  const t = useTexts(keysTexts);
  return <PageHeader title={t('title')} />;
}
