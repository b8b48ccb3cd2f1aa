import { Outside } from '../../app/outside.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { resetPasswordTexts } from './texts.ts';

export function ResetPasswordPage() {
  const t = useTexts(resetPasswordTexts);
  return (
    <Outside>
      <PageHeader title={t('title')} />
    </Outside>
  );
}
