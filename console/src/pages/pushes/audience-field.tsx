import { Radio } from 'antd';
import { AccountsPicker } from '../../components/account-picker.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { type To, useReach } from './push-queries.ts';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

/** As many as the API takes. */
const mostAccounts = 1_000;

interface AudienceFieldProps {
  /** From the form's item. */
  value?: To;
  onChange?: (to: To) => void;
  known: ReadonlyArray<{ id: number; name: string | null }>;
}

/** Everyone, or accounts that are searched for; and how many devices that reaches. */
export function AudienceField({ value = 'everyone', onChange, known }: AudienceFieldProps) {
  const t = useTexts(pushesTexts);
  return (
    <>
      <Radio.Group
        aria-label={t('composer.to')}
        value={value === 'everyone' ? 'everyone' : 'chosen'}
        onChange={(event) => onChange?.(event.target.value === 'everyone' ? 'everyone' : [])}
        options={[
          { value: 'everyone', label: t('composer.everyone') },
          { value: 'chosen', label: t('composer.chosen') },
        ]}
      />
      {value !== 'everyone' && (
        <div className={styles.picker}>
          <AccountsPicker
            label={t('composer.pick')}
            value={value}
            {...(onChange && { onChange })}
            known={known}
            maxCount={mostAccounts}
          />
        </div>
      )}
      <p className={styles.reach} aria-live="polite">
        {value.length > 0 && <ReachWords to={value} />}
      </p>
    </>
  );
}

function ReachWords({ to }: { to: To }) {
  const t = useTexts(pushesTexts);
  const { data } = useReach(to);
  if (!data) return t('reach.loading');
  return data.devices === 0 ? t('reach.none') : t('reach.devices', { count: data.devices });
}
