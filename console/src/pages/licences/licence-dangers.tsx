import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { licencesTexts } from './texts.ts';
import { type LicenceDialogProps, useLicenceAction } from './use-licence-change.ts';

/** Takes a licence back from its account. */
export function Unbinding({ licence, onClose }: LicenceDialogProps) {
  const t = useTexts(licencesTexts);
  const unbind = useLicenceAction<undefined>(licence, 'unbind', t('unbinding.done'));
  return (
    <ConfirmDanger
      open
      title={t('unbinding.title', { number: licence.number })}
      consequences={[t('unbinding.device'), ...(licence.state === 'revoked' ? [] : [t('unbinding.free')])]}
      action={t('unbinding.action')}
      onConfirm={() => unbind.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}

/** Revokes a licence for good. */
export function Revocation({ licence, onClose }: LicenceDialogProps) {
  const t = useTexts(licencesTexts);
  const revoke = useLicenceAction<undefined>(licence, 'revoke', t('revocation.done'));
  const bound = licence.account ? [t('revocation.device'), t('revocation.bound')] : [];
  return (
    <ConfirmDanger
      open
      title={t('revocation.title', { number: licence.number })}
      consequences={[...bound, t('revocation.forGood')]}
      action={t('revocation.action')}
      onConfirm={() => revoke.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
