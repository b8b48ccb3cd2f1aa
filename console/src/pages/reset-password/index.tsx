import { CheckCircleOutlined, DisconnectOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { Outside } from '../../app/outside.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { resetPasswordTexts } from './texts.ts';

interface Fields {
  password: string;
  again: string;
}

/** For who has a one-time link. Its token is in the fragment, which no server and no log ever sees. */
export function ResetPasswordPage() {
  const t = useTexts(resetPasswordTexts);
  const [form] = Form.useForm<Fields>();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const choose = useMutation({
    mutationFn: ({ password }: Fields) => api.post('/password-resets/consume', { token, password }),
    // What was used is worth nothing any more, and need not stay in the history.
    onSuccess: () => history.replaceState(history.state, '', location.pathname),
    onError: (error) =>
      form.setFields(asProblem(error).errors.map(({ detail }) => ({ name: 'password' as const, errors: [detail] }))),
  });
  if (choose.isSuccess) {
    const signIn = (
      <LinkButton to="/sign-in" type="primary">
        {t('signIn')}
      </LinkButton>
    );
    return <Told title={t('doneTitle')} hint={t('doneHint')} icon={<CheckCircleOutlined />} action={signIn} />;
  }
  if (token === '') return <Told title={t('incomplete')} hint={t('incompleteHint')} icon={<DisconnectOutlined />} />;
  return (
    <Outside>
      <PageHeader title={t('title')} hint={t('hint')} />
      <Form
        form={form}
        layout="vertical"
        size="large"
        requiredMark={false}
        onFinish={(fields) => choose.mutate(fields)}
      >
        <Form.Item
          name="password"
          label={t('password')}
          extra={t('rule')}
          rules={[{ required: true, min: 8, max: 64, message: t('rule') }]}
        >
          <Input.Password autoFocus autoComplete="new-password" maxLength={64} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('again')}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, value) => {
                if (value !== getFieldValue('password')) throw new Error(t('differs'));
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={64} />
        </Form.Item>
        {choose.error && asProblem(choose.error).errors.length === 0 && (
          <div style={{ marginBottom: 24 }}>
            <ProblemAlert error={choose.error} />
          </div>
        )}
        <Button type="primary" htmlType="submit" block loading={choose.isPending}>
          {t('submit')}
        </Button>
      </Form>
    </Outside>
  );
}

interface ToldProps {
  title: string;
  hint: string;
  icon: ReactNode;
  action?: ReactNode;
}

function Told({ title, hint, icon, action }: ToldProps) {
  const t = useTexts(resetPasswordTexts);
  return (
    <Outside>
      <PageHeader title={t('title')} />
      <EmptyState title={title} hint={hint} icon={icon} action={action} />
    </Outside>
  );
}
