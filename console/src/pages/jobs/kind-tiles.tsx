import type { JobKindView } from '../../../../src/management/jobs/schemas.ts';
import tiles from '../../components/tiles.module.css';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintGauge } from '../../i18n/use-print-gauge.ts';
import { useKindWords } from './job-words.ts';
import styles from './jobs.module.css';
import { jobsTexts } from './texts.ts';

interface KindTilesProps {
  kinds: readonly JobKindView[];
  /** The kind that is shown alone; empty: all are. */
  chosen: string;
  onChoose: (kind: string) => void;
}

const shown = ['waiting', 'running', 'dead'] as const;

/** The queue of each kind in numbers; pressing one shows its jobs alone, pressing it again those of all. */
export function KindTiles({ kinds, chosen, onChoose }: KindTilesProps) {
  const t = useTexts(jobsTexts);
  return (
    <section aria-label={t('kinds')}>
      <ul className={tiles.tiles}>
        {kinds.map((kind) => (
          <li key={kind.kind}>
            <Tile
              kind={kind}
              isChosen={kind.kind === chosen}
              onPress={() => onChoose(kind.kind === chosen ? '' : kind.kind)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ kind, isChosen, onPress }: { kind: JobKindView; isChosen: boolean; onPress: () => void }) {
  const t = useTexts(jobsTexts);
  const name = useKindWords()(kind.kind);
  const print = usePrintGauge();
  return (
    <button type="button" className={`${tiles.tile} ${styles.tile}`} aria-pressed={isChosen} onClick={onPress}>
      <span className={styles.name}>{name}</span>
      <span className={styles.numbers}>
        {shown.map((state) => (
          <span key={state} className={styles.number}>
            <span className={kind[state].count === 0 ? styles.none : state === 'dead' ? styles.failed : styles.some}>
              {print(kind[state])}
            </span>
            <span className={styles.unit}>{t(`counts.${state}`)}</span>
          </span>
        ))}
      </span>
    </button>
  );
}
