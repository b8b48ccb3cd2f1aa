import { InputNumber, Slider } from 'antd';
import { useTexts } from '../../i18n/texts.ts';
import styles from './releases.module.css';
import { releasesTexts } from './texts.ts';

interface RolloutFieldProps {
  /** From the form's item. */
  id?: string;
  value?: number;
  onChange?: (percent: number) => void;
}

/** Whether so much can be offered a release; what is not is told, and not made into something that can. */
export function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 100;
}

/** How much of the fleet is offered a release, and what that means. */
export function RolloutField({ id, value = 100, onChange }: RolloutFieldProps) {
  const t = useTexts(releasesTexts);
  const preview = usePreview();
  const change = (percent: number | null) => onChange?.(percent ?? 0);
  const isRight = isPercent(value);
  return (
    <div>
      <div className={styles.rollout}>
        <Slider
          value={value}
          onChange={change}
          ariaLabelForHandle={t('rollout.label')}
          tooltip={{ formatter: (percent) => `${percent}%` }}
          className={styles.slider}
        />
        <InputNumber
          {...(id !== undefined && { id })}
          aria-label={t('rollout.label')}
          value={value}
          onChange={change}
          {...(!isRight && { status: 'error' as const })}
          suffix="%"
          className={styles.percent}
        />
      </div>
      {isRight && (
        <p className={styles.preview}>
          <strong>{preview(value)}</strong>
          {t('rollout.sticky')}
        </p>
      )}
    </div>
  );
}

/** A percentage in words. */
function usePreview(): (percent: number) => string {
  const t = useTexts(releasesTexts);
  return (percent) => {
    if (percent === 0) return t('rollout.nobody');
    return percent === 100 ? t('rollout.everybody') : t('rollout.some', { percent });
  };
}
