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

/** How much of the fleet is offered a release, and what that means. */
export function RolloutField({ id, value = 100, onChange }: RolloutFieldProps) {
  const t = useTexts(releasesTexts);
  const preview = usePreview();
  const change = (percent: number | null) => onChange?.(percent ?? 0);
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
          min={0}
          max={100}
          precision={0}
          suffix="%"
          className={styles.percent}
        />
      </div>
      <p className={styles.preview}>
        <strong>{preview(value)}</strong>
        {t('rollout.sticky')}
      </p>
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
