import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { vaultTexts } from './texts.ts';

export function VaultPage() {
  const t = useTexts(vaultTexts);
  return <PageHeader title={t('title')} />;
}
