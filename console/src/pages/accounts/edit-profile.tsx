import { Form, Input, Radio } from 'antd';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useTexts } from '../../i18n/texts.ts';
import { accountsTexts } from './texts.ts';

const identifiers = ['handle', 'phone', 'email'] as const;
const texts = ['displayName', 'realName', 'position', 'birthday', 'address', 'signature'] as const;
type Values = Record<(typeof identifiers)[number] | (typeof texts)[number], string> & Pick<AccountView, 'gender'>;

interface EditProfileProps {
  open: boolean;
  account: AccountView;
  onClose: () => void;
}

/** Changes what was changed in the form and nothing else. */
export function EditProfile({ open, ...rest }: EditProfileProps) {
  return open ? <OpenProfile {...rest} /> : null;
}

function OpenProfile({ account: newest, onClose }: Omit<EditProfileProps, 'open'>) {
  const t = useTexts(accountsTexts);
  const [account, loadNewest] = useBase(newest);
  const { id, version } = account;
  const initial = toValues(account);
  const save = useChange(
    (values: Values) => api.patch<AccountView>(`/accounts/${id}`, toChange(initial, values), { version }),
    { invalidates: ['accounts', 'audit', 'session'], done: t('editForm.done'), silent: true },
  );
  const submit = async (values: Values) => {
    if (Object.keys(toChange(initial, values)).length > 0) await save.mutateAsync(values);
  };
  return (
    <FormDrawer<Values>
      open
      title={t('editForm.title')}
      initialValues={initial}
      onSubmit={submit}
      onClose={onClose}
      onReload={loadNewest}
    >
      <Fields account={account} />
    </FormDrawer>
  );
}

function Fields({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const proved = { handle: false, phone: account.phoneVerifiedAt !== null, email: account.emailVerifiedAt !== null };
  const hints = { handle: t('fields.handleHint'), phone: t('fields.phoneHint'), email: undefined };
  const longest = { handle: 32, phone: 32, email: 254 };
  return (
    <>
      {identifiers.map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`fields.${name}`)}
          extra={[
            proved[name] && t('editForm.waits'),
            !proved[name] && hints[name],
            account[name] && t('editForm.removes'),
          ]
            .filter(Boolean)
            .join(' ')}
        >
          <Input maxLength={longest[name]} autoComplete="off" spellCheck={false} allowClear />
        </Form.Item>
      ))}
      {texts.slice(0, 3).map((name) => (
        <Form.Item key={name} name={name} label={t(`fields.${name}`)}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
      ))}
      <Form.Item name="gender" label={t('fields.gender')}>
        <Radio.Group
          options={(['female', 'male', 'unknown'] as const).map((value) => ({
            value,
            label: t(`fields.genders.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="birthday" label={t('fields.birthday')}>
        <Input type="date" />
      </Form.Item>
      {texts.slice(4).map((name) => (
        <Form.Item key={name} name={name} label={t(`fields.${name}`)}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
      ))}
    </>
  );
}

/** A waiting phone or e-mail is what was typed in last. */
function toValues(account: AccountView): Values {
  const { handle, phone, pendingPhone, email, pendingEmail, gender } = account;
  return {
    ...(Object.fromEntries(texts.map((name) => [name, account[name]])) as Record<(typeof texts)[number], string>),
    handle: handle ?? '',
    phone: pendingPhone ?? phone ?? '',
    email: pendingEmail ?? email ?? '',
    gender,
  };
}

function toChange(initial: Values, values: Values): object {
  const changed = (Object.keys(values) as Array<keyof Values>)
    .map((name) => [name, (values[name] ?? '').trim()] as const)
    .filter(([name, value]) => value !== initial[name]);
  return Object.fromEntries(
    changed.map(([name, value]) => [name, value === '' && identifiers.includes(name as 'handle') ? null : value]),
  );
}
