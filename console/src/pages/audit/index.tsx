import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { auditTexts } from './texts.ts';

export function AuditPage() {
  const t = useTexts(auditTexts);
  return <PageHeader title={t('title')} />;
}
