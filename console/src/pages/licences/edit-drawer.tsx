import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useTexts } from '../../i18n/texts.ts';
import { TermsFields, type TermsValues } from './terms-fields.tsx';
import { licencesTexts } from './texts.ts';
import type { LicenceDialogProps } from './use-licence-change.ts';

/** Changes when a licence counts, and its note. */
export function EditDrawer({ licence: newest, onClose }: LicenceDialogProps) {
  const t = useTexts(licencesTexts);
  const [licence, loadNewest] = useBase(newest);
  const { id, number, effectAt, expiresAt, note, version } = licence;
  const change = useChange((terms: TermsValues) => api.patch(`/licences/${id}`, terms, { version }), {
    invalidates: ['licences'],
    done: t('form.changed'),
    silent: true,
  });
  return (
    <FormDrawer<TermsValues>
      open
      title={`${t('actions.edit')} · ${number}`}
      initialValues={{ effectAt, expiresAt, note }}
      onSubmit={(terms) => change.mutateAsync(terms)}
      onReload={loadNewest}
      onClose={onClose}
    >
      <TermsFields />
    </FormDrawer>
  );
}
