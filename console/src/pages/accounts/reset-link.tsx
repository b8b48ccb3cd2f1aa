import type { ResetLinkView } from '../../../../src/management/accounts/schemas.ts';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { accountsTexts } from './texts.ts';

/** The link that was just made; without a public address it leads to where this page is. */
export function ResetLink({ link, onClose }: { link: ResetLinkView | undefined; onClose: () => void }) {
  const t = useTexts(accountsTexts);
  const secrets = link && [{ label: t('link.label'), secret: link.url ?? `${location.origin}${link.path}` }];
  return (
    <SecretOnce title={t('link.title')} secrets={secrets} onClose={onClose}>
      <p style={{ marginBottom: 0 }}>{t('link.hint')}</p>
    </SecretOnce>
  );
}
