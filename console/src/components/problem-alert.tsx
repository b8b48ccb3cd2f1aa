import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';

interface ProblemAlertProps {
  /** Nothing is shown without one. */
  error: unknown;
  title?: string;
  /** A button that tries again. */
  onRetry?: (() => void) | undefined;
  action?: ReactNode;
}

/** Says in words why something failed, and offers to try again. */
export function ProblemAlert({ error, title, onRetry, action }: ProblemAlertProps) {
  const t = useTexts(sharedTexts);
  if (!error) return null;
  const problem = asProblem(error);
  const { detail, errors, retryAfterSeconds } = problem;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={title ?? problem.title}
      description={
        <>
          {detail}
          {retryAfterSeconds !== undefined && ` ${t('problem.retryAfter', { count: retryAfterSeconds })}`}
          {errors.map((each) => each.detail !== detail && <div key={each.pointer}>{each.detail}</div>)}
        </>
      }
      action={
        action ??
        (onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        ))
      }
    />
  );
}
