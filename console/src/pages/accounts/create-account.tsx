import { useNavigate } from '@tanstack/react-router';
import { Checkbox, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import type { CreatedAccount } from '../../../../src/management/accounts/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { useRights } from '../../api/session.ts';
import { appTexts } from '../../app/texts.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { ResetLink } from './reset-link.tsx';
import { accountsTexts } from './texts.ts';

interface Values {
  handle?: string;
  phone?: string;
  email?: string;
  displayName?: string;
  realName?: string;
  position?: string;
  role?: string;
  staffApproved?: boolean;
  access: 'link' | 'password' | 'nothing';
  password?: string;
}

/** Makes an account in somebody's name, and hands over the link for its password. */
export function CreateAccount({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTexts(accountsTexts);
  const navigate = useNavigate();
  const { keyFor, renew } = useIdempotencyKeys();
  const [made, setMade] = useState<CreatedAccount>();
  const goTo = (id: number | undefined) =>
    id !== undefined && navigate({ to: `/accounts/${id}` as '/', ignoreBlocker: true });
  const create = useChange(
    (values: Values) => {
      const draft = toDraft(values);
      return api.post<CreatedAccount>('/accounts', draft, { idempotencyKey: keyFor(draft) });
    },
    {
      invalidates: ['accounts', 'dashboard'],
      done: t('createForm.done'),
      silent: true,
      onDone: (created) => {
        renew();
        if (created.resetLink) setMade(created);
        else goTo(created.account.id);
      },
    },
  );
  return (
    <>
      <FormDrawer<Values>
        open={open}
        title={t('createForm.title')}
        initialValues={{ access: 'link', role: 'user' }}
        submitText={t('create')}
        onSubmit={(values) => create.mutateAsync(values)}
        onClose={onClose}
      >
        <p style={{ marginTop: 0 }}>{t('createForm.intro')}</p>
        <Fields />
      </FormDrawer>
      <ResetLink isFirst link={made?.resetLink ?? undefined} onClose={() => goTo(made?.account.id)} />
    </>
  );
}

function Fields() {
  const t = useTexts(accountsTexts);
  const app = useTexts(appTexts);
  const may = useRights();
  const access = Form.useWatch<Values['access'] | undefined>('access');
  return (
    <>
      <Form.Item name="handle" label={t('fields.handle')} extra={t('fields.handleHint')}>
        <Input maxLength={32} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="phone" label={t('fields.phone')} extra={t('fields.phoneHint')}>
        <Input maxLength={32} type="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={t('fields.email')}>
        <Input maxLength={254} type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="displayName" label={t('fields.displayName')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="realName" label={t('fields.realName')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="position" label={t('fields.position')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      {may('roles:write') && (
        <Form.Item name="role" label={t('createForm.role')}>
          <Select
            options={(['user', 'admin', 'owner'] as const).map((value) => ({ value, label: app(`role.${value}`) }))}
          />
        </Form.Item>
      )}
      <Form.Item name="staffApproved" valuePropName="checked">
        <Checkbox>{t('createForm.staffApproved')}</Checkbox>
      </Form.Item>
      <Form.Item name="access" label={t('createForm.access')}>
        <Radio.Group
          vertical
          options={[
            { value: 'link', label: t('createForm.byLink') },
            { value: 'password', label: t('createForm.byPassword') },
            { value: 'nothing', label: t('createForm.byNothing') },
          ]}
        />
      </Form.Item>
      {access === 'password' && (
        <Form.Item
          name="password"
          label={t('fields.password')}
          extra={t('createForm.passwordRule')}
          rules={[{ required: true, min: 8, max: 64, message: t('createForm.passwordRule') }]}
        >
          <Input.Password autoComplete="new-password" maxLength={64} />
        </Form.Item>
      )}
    </>
  );
}

/** What was left empty is not sent. */
function toDraft({ access, password, ...values }: Values): object {
  const filled = Object.entries(values)
    .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
    .filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return {
    ...Object.fromEntries(filled),
    ...(access === 'link' && { resetLink: true }),
    ...(access === 'password' && { password }),
  };
}
