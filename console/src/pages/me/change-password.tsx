import { Alert, Form, Input } from 'antd';
import type { FormInstance } from 'antd/es/form';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useLeave } from '../../app/use-leave.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { meTexts } from './texts.ts';

interface Passwords {
  currentPassword: string;
  newPassword: string;
  repeated: string;
}

/** Changes the password of whoever is signed in, which ends every session of theirs. */
export function ChangePassword({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTexts(meTexts);
  const shared = useTexts(sharedTexts);
  const required = { required: true, message: shared('form.required') };
  const change = useChange(
    ({ currentPassword, newPassword }: Passwords) => api.post('/session/password', { currentPassword, newPassword }),
    { invalidates: [], done: t('password.done'), onDone: useLeave(), silent: true },
  );
  const isRepeated = ({ getFieldValue }: FormInstance) => ({
    validator: async (_rule: unknown, repeated: string) => {
      if (repeated && repeated !== getFieldValue('newPassword')) throw new Error(t('password.differs'));
    },
  });
  return (
    <FormDrawer<Passwords>
      open={open}
      title={t('password.change')}
      submitText={t('password.change')}
      onSubmit={(passwords) => change.mutateAsync(passwords)}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('password.hint')} style={{ marginBottom: 16 }} />
      <Form.Item name="currentPassword" label={t('password.current')} rules={[required]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Form.Item name="newPassword" label={t('password.next')} extra={t('password.rule')} rules={[required]}>
        <Input.Password autoComplete="new-password" maxLength={64} />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={t('password.repeat')}
        dependencies={['newPassword']}
        rules={[required, isRepeated as never]}
      >
        <Input.Password autoComplete="new-password" maxLength={64} />
      </Form.Item>
    </FormDrawer>
  );
}
