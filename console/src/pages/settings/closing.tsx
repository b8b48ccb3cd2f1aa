import { Alert, Checkbox, Skeleton } from 'antd';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintGauge } from '../../i18n/use-print-gauge.ts';
import { useDoors } from '../doors/use-doors.ts';
import { useGroupName } from './groups.ts';
import { settingsTexts } from './texts.ts';

interface ClosingProps {
  contracts: readonly string[];
  isKnown: boolean;
  onKnow: (isKnown: boolean) => void;
}

/** What closing contracts would shut out, and whether somebody says that this is known. */
export function Closing({ contracts, isKnown, onKnow }: ClosingProps) {
  const t = useTexts(settingsTexts);
  const nameGroup = useGroupName();
  return (
    <div style={{ marginBottom: 8 }}>
      {contracts.map((contract) => (
        <Alert
          key={contract}
          type="warning"
          showIcon
          title={t('review.closes', { contract: nameGroup(contract) })}
          description={<Use contract={contract} />}
          style={{ marginBottom: 8 }}
        />
      ))}
      <Checkbox checked={isKnown} onChange={({ target }) => onKnow(target.checked)}>
        {t('review.known')}
      </Checkbox>
    </div>
  );
}

function Use({ contract }: { contract: string }) {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  const print = usePrintGauge();
  const { data, error, refetch } = useDoors();
  if (error) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  const door = data?.items.find((each) => each.contract === contract);
  if (!door) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  if (door.callsLast7Days === 0) return t('review.unused');
  const calls = door.callsLast7Days.toLocaleString(language);
  return (
    <>
      {t('review.used', { calls, accounts: print(door.accountsLast7Days) })} <RelativeTime at={door.lastSeenAt} />
    </>
  );
}
