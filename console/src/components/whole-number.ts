import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';

interface WholeNumberRule {
  type: 'integer';
  min: number;
  max: number;
  message: string;
}

/**
 * The rule of a field for whole numbers. It goes with an `InputNumber` that has no limits of its own: those would put
 * another number in the place of what was typed, and nobody would hear of it.
 */
export function useWholeNumber(min: number, max: number): WholeNumberRule {
  const t = useTexts(sharedTexts);
  return { type: 'integer', min, max, message: t('form.wholeNumber', { minimum: min, maximum: max }) };
}
