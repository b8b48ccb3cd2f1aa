import type { ResetLinkView } from '../../../../src/management/accounts/schemas.ts';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { accountsTexts } from './texts.ts';

interface ResetLinkProps {
  link: ResetLinkView | undefined;
  /** Of a new account, which has no password yet. */
  isFirst?: boolean;
  onClose: () => void;
}

/** The link that was just made; without a public address it leads to where this page is. */
export function ResetLink({ link, isFirst = false, onClose }: ResetLinkProps) {
  const t = useTexts(accountsTexts);
  const secrets = link && [{ label: t('link.label'), secret: link.url ?? `${location.origin}${link.path}` }];
  return (
    <SecretOnce title={t(isFirst ? 'link.firstTitle' : 'link.title')} secrets={secrets} onClose={onClose}>
      <p style={{ marginBottom: 0 }}>{t(isFirst ? 'link.firstHint' : 'link.hint')}</p>
    </SecretOnce>
  );
}
