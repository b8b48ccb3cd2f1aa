import type { ErrorComponentProps } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { ApiProblem } from '../api/problem.ts';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { Outside } from './outside.tsx';
import { appTexts } from './texts.ts';

/** Stands in for a page that could not be shown: a problem of the API in its own words, a fault with what to do. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const t = useTexts(appTexts);
  const shared = useTexts(sharedTexts);
  if (error instanceof ApiProblem) return <ProblemAlert error={error} onRetry={reset} />;
  // A chunk that is gone: the server has a newer console than this page.
  const words = error instanceof Error ? error.message : String(error);
  const isOutdated = /dynamically imported module|Importing a module script/.test(words);
  return (
    <>
      <PageHeader title={t('broken.title')} />
      <Alert
        type="error"
        showIcon
        title={isOutdated ? t('broken.outdated') : t('broken.hint')}
        description={isOutdated ? undefined : <code>{words}</code>}
        action={<Button onClick={() => location.reload()}>{shared('reload')}</Button>}
      />
    </>
  );
}

/** The same where not even the layout could be shown. */
export function BrokenOutside(props: ErrorComponentProps) {
  return (
    <Outside>
      <BrokenPage {...props} />
    </Outside>
  );
}
