import { useTexts } from '../../i18n/texts.ts';
import { actionTexts, hasWords } from './action-texts.ts';
import { auditTexts } from './texts.ts';

/** Says what was done; of an action without words, as a newer server or a tampered log can have one, its name. */
export function useActionWords(): (action: string) => string {
  const t = useTexts(auditTexts);
  const say = useTexts(actionTexts) as (action: string) => string;
  return (action) => (hasWords(action) ? say(action) : t('otherAction', { action }));
}
