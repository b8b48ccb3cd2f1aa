import { Alert } from 'antd';
import type { DoorView } from '../../../../src/management/doors/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { useServerZone } from '../../api/session.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintGauge } from '../../i18n/use-print-gauge.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import { stateOf } from './door-words.ts';
import { doorsTexts } from './texts.ts';

/** Contracts that are deprecated and still used, and those that are past their end. */
export function Warnings({ doors }: { doors: readonly DoorView[] }) {
  const t = useTexts(doorsTexts);
  const say = useWarning();
  return doors.map((door) => {
    const words = say(door);
    return (
      words !== undefined && (
        <Alert
          key={door.contract}
          type="warning"
          showIcon
          title={words}
          action={<LinkButton to="/settings">{t('warn.settings')}</LinkButton>}
          style={{ marginBottom: 12 }}
        />
      )
    );
  });
}

function useWarning(): (door: DoorView) => string | undefined {
  const t = useTexts(doorsTexts);
  const name = useContractName();
  const language = useLanguage();
  const zone = useServerZone();
  const print = usePrintGauge();
  return (door) => {
    const { enabled, deprecatedAt, sunsetAt, callsLast7Days, accountsLast7Days } = door;
    const words = {
      contract: name(door.contract),
      calls: callsLast7Days.toLocaleString(language),
      accounts: print(accountsLast7Days),
    };
    if (stateOf(door) === 'overdue' && sunsetAt !== null) {
      return t(callsLast7Days > 0 ? 'warn.overdue' : 'warn.quiet', { ...words, at: printWall(sunsetAt, zone) });
    }
    const isDeprecated = enabled && deprecatedAt !== null && Date.parse(deprecatedAt) <= Date.now();
    return isDeprecated && callsLast7Days > 0 ? t('warn.deprecated', words) : undefined;
  };
}
