import { Button, Tag } from 'antd';
import type { DoorView } from '../../../../src/management/doors/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import tiles from '../../components/tiles.module.css';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintGauge } from '../../i18n/use-print-gauge.ts';
import { type DoorState, stateOf } from './door-words.ts';
import styles from './doors.module.css';
import { doorsTexts } from './texts.ts';

interface DoorTilesProps {
  doors: readonly DoorView[];
  /** The contract whose calls are listed alone; empty: all are. */
  chosen: string;
  onChoose: (contract: string) => void;
  onOpen: (contract: string) => void;
}

/** Each contract in numbers; pressing one lists its calls alone, pressing it again those of all. */
export function DoorTiles({ doors, chosen, onChoose, onOpen }: DoorTilesProps) {
  const t = useTexts(doorsTexts);
  return (
    <section aria-label={t('doors')}>
      <ul className={tiles.tiles}>
        {doors.map((door) => (
          <li key={door.contract} className={`${tiles.tile} ${styles.tile}`}>
            <Tile
              door={door}
              isChosen={door.contract === chosen}
              onPress={() => onChoose(door.contract === chosen ? '' : door.contract)}
            />
            <Foot door={door} onOpen={() => onOpen(door.contract)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ door, isChosen, onPress }: { door: DoorView; isChosen: boolean; onPress: () => void }) {
  const name = useContractName()(door.contract);
  return (
    <button type="button" className={styles.numbers} aria-pressed={isChosen} onClick={onPress}>
      <span className={styles.name}>
        {name} <StateTag door={door} />
      </span>
      <Figures days={7} calls={door.callsLast7Days} accounts={door.accountsLast7Days} />
      <Figures days={30} calls={door.callsLast30Days} accounts={door.accountsLast30Days} />
    </button>
  );
}

interface FiguresProps {
  days: number;
  calls: number;
  accounts: DoorView['accountsLast7Days'];
}

function Figures({ days, calls, accounts }: FiguresProps) {
  const t = useTexts(doorsTexts);
  const language = useLanguage();
  const print = usePrintGauge();
  return (
    <span className={styles.figures}>
      <span className={styles.unit}>{t('lastDays', { days })}</span>
      <span>
        <b>{calls.toLocaleString(language)}</b> <span className={styles.unit}>{t('calls', { count: calls })}</span>
      </span>
      <span>
        <b>{print(accounts)}</b> <span className={styles.unit}>{t('accounts', { count: accounts.count })}</span>
      </span>
    </span>
  );
}

function Foot({ door, onOpen }: { door: DoorView; onOpen: () => void }) {
  const t = useTexts(doorsTexts);
  const name = useContractName()(door.contract);
  return (
    <span className={styles.foot}>
      <span className={styles.unit}>
        {door.lastSeenAt === null ? (
          t('notSeen')
        ) : (
          <>
            {t('lastSeen')} <RelativeTime at={door.lastSeenAt} />
          </>
        )}
      </span>
      <Button type="link" size="small" onClick={onOpen} aria-label={t('detailsOf', { contract: name })}>
        {t('details')}
      </Button>
    </span>
  );
}

const colours: Record<DoorState, string> = {
  open: 'success',
  closed: 'default',
  announced: 'processing',
  deprecated: 'warning',
  ending: 'warning',
  overdue: 'error',
};

function StateTag({ door }: { door: DoorView }) {
  const t = useTexts(doorsTexts);
  const state = stateOf(door);
  return <Tag color={colours[state]}>{t(`state.${state}`)}</Tag>;
}
