import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntdApp, ConfigProvider } from 'antd';
import enUs from 'antd/es/locale/en_US';
import zhCn from 'antd/es/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useEffect } from 'react';
import { createQueryClient } from '../api/query-client.ts';
import { forgetSession, sessionQuery } from '../api/session.ts';
import { hasUnsaved } from '../components/unsaved.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useColorScheme, useConsoleTheme } from '../theme/theme.ts';
import { PasswordPrompt } from './password-prompt.tsx';
import { createConsoleRouter, returnTo } from './router.tsx';
import { SessionEnded, tellSessionEnded } from './session-ended.tsx';
import { useWholeKeypresses } from './whole-keypress.ts';

const queries = createQueryClient(showSignIn);
const router = createConsoleRouter(queries);

/** The session is over: sign in again, then go on where it ended. Where something was filled in, it stays until it was saved. */
async function showSignIn(wasChange: boolean): Promise<void> {
  forgetSession();
  if (hasUnsaved()) {
    if (wasChange) tellSessionEnded();
    return;
  }
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in' && pathname !== '/reset-password') {
    await router.navigate({ to: '/sign-in', search: { ...returnTo(href), ended: true } as never, replace: true });
  }
  // Not before: what still stands on the page would ask for it again.
  queries.removeQueries({ queryKey: sessionQuery.queryKey });
}

/** The whole console: its theme, its language, its pages. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Themed />
    </QueryClientProvider>
  );
}

function Themed() {
  const language = useLanguage();
  const theme = useConsoleTheme();
  useColorScheme();
  useWholeKeypresses();
  useEffect(() => {
    dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
  }, [language]);
  return (
    <ConfigProvider theme={theme} locale={language === 'zh-CN' ? zhCn : enUs} button={{ autoInsertSpace: false }}>
      <AntdApp message={{ maxCount: 3 }}>
        <RouterProvider router={router} />
        <PasswordPrompt />
        <SessionEnded signInAddress={router.buildLocation({ to: '/sign-in' }).publicHref} />
      </AntdApp>
    </ConfigProvider>
  );
}
