import { useQuery } from '@tanstack/react-query';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { api } from '../api/client.ts';
import { ApiProblem, networkProblem } from '../api/problem.ts';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { MissingChunk } from './missing-chunk.ts';
import { Outside } from './outside.tsx';
import { PendingPage } from './pending-page.tsx';
import { appTexts } from './texts.ts';

/** Stands in for a page that could not be shown: a problem of the API in its own words, a fault with what to do. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const t = useTexts(appTexts);
  const shared = useTexts(sharedTexts);
  if (error instanceof ApiProblem) return <ProblemAlert error={error} onRetry={reset} />;
  if (error instanceof MissingChunk) return <UnloadedPage />;
  const words = error instanceof Error ? error.message : String(error);
  return (
    <>
      <PageHeader title={t('broken.title')} />
      <Alert
        type="error"
        showIcon
        title={t('broken.hint')}
        description={<code>{words}</code>}
        action={<Button onClick={() => location.reload()}>{shared('reload')}</Button>}
      />
    </>
  );
}

/** A page that did not come: whether the server answers tells why. */
function UnloadedPage() {
  const t = useTexts(appTexts);
  const shared = useTexts(sharedTexts);
  const { error, isPending, refetch } = useQuery({
    queryKey: ['reachable'],
    queryFn: ({ signal }) => api.get('/branding', { signal }),
    gcTime: 0,
    retry: false,
  });
  // Browsers remember what did not come: only a page loaded anew asks for it again.
  const retry = async () => {
    const { isSuccess } = await refetch();
    if (isSuccess) location.reload();
  };
  if (isPending) return <PendingPage />;
  return (
    <>
      <PageHeader title={t('broken.unloaded')} />
      {error ? (
        <ProblemAlert error={networkProblem()} title={t('broken.unreachable')} onRetry={retry} />
      ) : (
        <Alert
          type="info"
          showIcon
          title={t('broken.outdated')}
          action={<Button onClick={() => location.reload()}>{shared('reload')}</Button>}
        />
      )}
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
