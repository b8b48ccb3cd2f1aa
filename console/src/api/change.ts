import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { sharedTexts } from '../i18n/shared.ts';
import { sayNow, useTexts } from '../i18n/texts.ts';
import { type ApiProblem, asProblem, isChangedMeanwhile, isSignedOut } from './problem.ts';

/** What follows a change. */
export interface ChangeOptions<Answer> {
  /** Areas whose queries are loaded anew afterwards: the first parts of their keys. */
  invalidates: readonly string[];
  /** Said when it worked. */
  done?: string;
  onDone?: (answer: Answer) => void;
  /** Where the problem is shown by the caller, as forms do. */
  silent?: boolean;
}

/**
 * A change through the API: says that it worked, loads anew what it touched, and tells a problem in words. After
 * "changed meanwhile" too everything is loaded anew, so that the next try is based on the newest state.
 */
export function useChange<Input, Answer = unknown>(
  change: (input: Input) => Promise<Answer>,
  { invalidates, done, onDone, silent = false }: ChangeOptions<Answer>,
): UseMutationResult<Answer, Error, Input> {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const t = useTexts(sharedTexts);
  const loadAnew = () => Promise.all(invalidates.map((area) => queries.invalidateQueries({ queryKey: [area] })));
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      if (done) message.success(done);
      onDone?.(answer);
      await loadAnew();
    },
    onError: async (error) => {
      const isChanged = isChangedMeanwhile(error);
      if (!silent && !isSignedOut(error)) {
        message.error(isChanged ? t('problem.changed') : describe(asProblem(error)));
      }
      // Before a form says so: the newest state that it then offers is there.
      if (isChanged) await loadAnew();
    },
  });
}

function describe({ title, detail, errors }: ApiProblem): string {
  return sayNow(sharedTexts, 'problem.both', {
    title,
    detail: [...new Set([detail, ...errors.map((each) => each.detail)])].join(' '),
  });
}
