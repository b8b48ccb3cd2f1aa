import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { accountsTexts } from './texts.ts';

export function AccountPage() {
  const t = useTexts(accountsTexts);
  return <PageHeader title={t('title')} />;
}
