import { useTexts } from '../../i18n/texts.ts';
import { actionTexts } from './action-texts.ts';
import { auditTexts } from './texts.ts';

/** Says what was done; of an action without words, as a newer server or a tampered log can have one, its name. */
export function useActionWords(): (action: string) => string {
  const t = useTexts(auditTexts);
  const say = useTexts(actionTexts) as (action: string) => string;
  return (action) => (hasWords(action) ? say(action) : t('otherAction', { action }));
}

/** Whether both languages have words for an action. */
export function hasWords(action: string): boolean {
  const [kind = '', done = '', ...more] = action.split('.');
  const kinds: Record<string, object> = actionTexts.zh;
  return more.length === 0 && Object.hasOwn(kinds, kind) && Object.hasOwn(kinds[kind] as object, done);
}
