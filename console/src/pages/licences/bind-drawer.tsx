import { Form, InputNumber } from 'antd';
import { useRights } from '../../api/session.ts';
import { AccountPicker } from '../../components/account-picker.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { licencesTexts } from './texts.ts';
import { type LicenceDialogProps, useLicenceAction } from './use-licence-change.ts';

interface BindValues {
  accountId: number;
}

/** Gives a licence to an account. */
export function BindDrawer({ licence: newest, onClose }: LicenceDialogProps) {
  const t = useTexts(licencesTexts);
  const [licence, loadNewest] = useBase(newest);
  const shared = useTexts(sharedTexts);
  const may = useRights();
  const bind = useLicenceAction<BindValues>(licence, 'bind', t('form.bound'));
  return (
    <FormDrawer<BindValues>
      open
      title={`${t('actions.bind')} · ${licence.number}`}
      submitText={t('actions.bind')}
      onSubmit={(values) => bind.mutateAsync(values)}
      onReload={loadNewest}
      onClose={onClose}
    >
      <Form.Item
        name="accountId"
        label={t('form.account')}
        extra={t('form.accountHint')}
        rules={[{ required: true, message: shared('form.required') }]}
      >
        {may('accounts:read') ? (
          <AccountPicker label={t('form.pickAccount')} />
        ) : (
          <InputNumber min={1} precision={0} placeholder={t('form.accountId')} style={{ width: '100%' }} />
        )}
      </Form.Item>
    </FormDrawer>
  );
}
