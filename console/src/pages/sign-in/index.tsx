import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input, type InputRef, Typography } from 'antd';
import { useEffect, useRef } from 'react';
import { useBranding } from '../../api/branding.ts';
import { asProblem } from '../../api/problem.ts';
import { type Credentials, sessionQuery, signIn } from '../../api/session.ts';
import { Outside } from '../../app/outside.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useCountdown } from '../../components/use-countdown.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CaptchaPicture, useCaptcha } from './captcha.tsx';
import { signInTexts } from './texts.ts';

interface Fields {
  identifier: string;
  password: string;
  answer?: string;
}

/** The way in. Leads back to where the session ended, if it did. */
export function SignInPage() {
  const t = useTexts(signInTexts);
  const [form] = Form.useForm<Fields>();
  const password = useRef<InputRef>(null);
  const captcha = useCaptcha();
  const countdown = useCountdown();
  const enter = useEnter();
  const { isDevelopment } = useBranding();
  const { ended } = useSearch({ strict: false }) as { ended?: string };
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: enter,
    onError: (error) => {
      const { code, retryAfterSeconds } = asProblem(error);
      countdown.start(retryAfterSeconds ?? 0);
      if (captcha.isShown || code.startsWith('captcha.')) renewCaptcha();
      // What is most likely wrong is what to type anew; a missing captcha is no fault of the password.
      if (code === 'password.wrong') password.current?.select();
      if (code.startsWith('captcha.')) form.focusField('answer');
    },
  });
  useEffect(() => {
    if (captcha.isShown) form.focusField('answer');
  }, [captcha.isShown, form]);
  const renewCaptcha = () => {
    form.setFieldValue('answer', '');
    captcha.renew();
  };
  const submit = ({ identifier, password: typed, answer }: Fields) => {
    const credentials: Credentials = { identifier: identifier.trim(), password: typed };
    attempt.mutate(captcha.id && answer ? { ...credentials, captcha: { id: captcha.id, answer } } : credentials);
  };

  return (
    <Outside>
      <PageHeader title={t('title')} hint={t('hint')} />
      {ended && <Alert type="info" showIcon role="status" title={t('ended')} style={{ marginBottom: 24 }} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} size="large">
        <Form.Item name="identifier" label={t('identifier')} rules={[{ required: true, message: t('identifierRule') }]}>
          <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={254} />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordRule') }]}>
          <Input.Password ref={password} autoComplete="current-password" maxLength={256} />
        </Form.Item>
        {captcha.isShown && (
          <Form.Item label={t('captcha')} htmlFor="answer" style={{ marginBottom: 0 }}>
            <div style={{ display: 'flex', gap: 8 }}>
              <Form.Item name="answer" rules={[{ required: true, message: t('captchaRule') }]} style={{ flex: 1 }}>
                <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={16} />
              </Form.Item>
              <CaptchaPicture image={captcha.image} onRenew={renewCaptcha} label={t('newCaptcha')} />
            </div>
          </Form.Item>
        )}
        {attempt.error && (
          <div style={{ marginBottom: 24 }}>
            <ProblemAlert error={attempt.error} />
          </div>
        )}
        {captcha.error && (
          <div style={{ marginBottom: 24 }}>
            <ProblemAlert error={captcha.error} onRetry={renewCaptcha} />
          </div>
        )}
        <Button
          type="primary"
          htmlType="submit"
          block
          loading={attempt.isPending}
          disabled={countdown.seconds > 0 || captcha.isMissing}
        >
          {countdown.seconds > 0 ? t('wait', { count: countdown.seconds }) : t('submit')}
        </Button>
      </Form>
      {/* A page of the server's own, outside this program. */}
      <Typography.Paragraph style={{ margin: '16px 0 0' }}>
        <Typography.Link href="/account/forgot-password">{t('forgotten')}</Typography.Link>
      </Typography.Paragraph>
      {isDevelopment && (
        <Typography.Paragraph type="secondary" style={{ margin: '20px 0 0', fontSize: 13 }}>
          {t('firstRun')}
        </Typography.Paragraph>
      )}
    </Outside>
  );
}

/** Goes on where somebody was on the way to. */
function useEnter(): (session: Awaited<ReturnType<typeof signIn>>) => void {
  const queries = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { return: wanted } = useSearch({ strict: false }) as { return?: string };
  return (session) => {
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, session);
    // Below our own path, whatever it says: a link must not lead elsewhere through here.
    if (wanted?.startsWith('/')) router.history.push(`/console${wanted}`);
    else navigate({ to: '/' });
  };
}
