import { Alert } from 'antd';
import type { DashboardView } from '../../../../../src/management/dashboard/schemas.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { guardTexts } from './texts.ts';
import { usePlaceWords } from './use-place-words.ts';

/** Told before anything else on the page: SMS that people wait for are not sent. */
export function Stopped({ dashboard: { codeGuard } }: { dashboard: DashboardView }) {
  const t = useTexts(guardTexts);
  const sayPlace = usePlaceWords();
  const { breakers, spend } = codeGuard;
  const places = breakers.filter(({ state }) => state !== 'closed').map(({ callingCode }) => sayPlace(callingCode));
  const reasons = [
    ...(places.length > 0 ? [t('stopped.breakers', { places: places.join(', ') })] : []),
    ...(spend.reached ? [t('stopped.ceiling')] : []),
  ];
  return reasons.map((reason) => (
    <Alert
      key={reason}
      type="error"
      showIcon
      style={{ marginBottom: 16 }}
      title={reason}
      description={t('stopped.hint')}
    />
  ));
}
