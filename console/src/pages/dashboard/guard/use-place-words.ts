import { useTexts } from '../../../i18n/texts.ts';
import { guardTexts } from './texts.ts';

const everywhere = '*';

/** A calling code as people write it; the breaker over all of them by its name. */
export function usePlaceWords(): (callingCode: string) => string {
  const t = useTexts(guardTexts);
  return (callingCode) => (callingCode === everywhere ? t('breakers.all') : `+${callingCode}`);
}
