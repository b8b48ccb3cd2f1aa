import { Button, DatePicker, Input, Radio } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useServerZone } from '../../api/session.ts';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import { fromWall, offsetOf, ownZone, printWall, toWall } from '../../i18n/zoned-time.ts';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

/** When a push goes out: a moment (ISO 8601), null while none is chosen yet, undefined for now. */
export type SendAt = string | null | undefined;

interface SendTimeFieldProps {
  /** From the form's item. */
  value?: SendAt;
  onChange?: (sendAt: SendAt) => void;
  /** What was scheduled stays so: "now" is a button of its own. */
  isScheduled: boolean;
}

/** Now, or at a time on the server's clock. */
export function SendTimeField({ value, onChange, isScheduled }: SendTimeFieldProps) {
  const t = useTexts(pushesTexts);
  return (
    <>
      {!isScheduled && (
        <Radio.Group
          aria-label={t('composer.when')}
          value={value === undefined ? 'now' : 'later'}
          onChange={(event) => onChange?.(event.target.value === 'now' ? undefined : null)}
          options={[
            { value: 'now', label: t('composer.now') },
            { value: 'later', label: t('composer.later') },
          ]}
        />
      )}
      {value !== undefined && <TimePicker value={value} onPick={(at) => onChange?.(at)} />}
    </>
  );
}

interface TimePickerProps {
  value: string | null;
  onPick: (at: string | null) => void;
}

function TimePicker({ value, onPick }: TimePickerProps) {
  const t = useTexts(pushesTexts);
  const isNarrow = useIsNarrow();
  const zone = useServerZone();
  const wall = value === null ? null : toWall(value, zone);
  const now = toWall(new Date().toISOString(), zone);
  const pick = (next: Dayjs | null) => onPick(next?.isValid() ? fromWall(next, zone) : null);
  const label = t('composer.pickTime');
  return (
    <div className={styles.picker}>
      {isNarrow ? (
        // A phone brings a picker of its own, which fits.
        <Input
          type="datetime-local"
          aria-label={label}
          value={wall?.format(nativeFormat) ?? ''}
          min={now.format(nativeFormat)}
          onChange={(event) => pick(event.target.value === '' ? null : dayjs(event.target.value))}
        />
      ) : (
        <DatePicker
          aria-label={label}
          placeholder={label}
          showTime={{ format: 'HH:mm', minuteStep: 5 }}
          format="YYYY-MM-DD HH:mm"
          value={wall}
          onChange={pick}
          minDate={now}
          allowClear={false}
          needConfirm={false}
        />
      )}
      <div className={styles.quick}>
        {quickTimes(now).map(([key, time]) => (
          <Button key={key} size="small" onClick={() => pick(time)}>
            {t(`composer.${key}`)}
          </Button>
        ))}
      </div>
      <p className={styles.zone}>
        {t('composer.zone', { zone, offset: offsetOf(value ?? new Date().toISOString(), zone) })}
        {value && ownZone() !== zone && <br />}
        {value && ownZone() !== zone && t('composer.local', { time: printWall(value, ownZone()) })}
      </p>
    </div>
  );
}

const nativeFormat = 'YYYY-MM-DDTHH:mm';

/** What is chosen most often. */
function quickTimes(now: Dayjs): ReadonlyArray<readonly ['inAnHour' | 'tonight' | 'tomorrow', Dayjs]> {
  const tonight = now.hour(20).startOf('hour');
  return [
    ['inAnHour', now.add(1, 'hour').startOf('minute')],
    ...(tonight.isAfter(now) ? [['tonight', tonight] as const] : []),
    ['tomorrow', now.add(1, 'day').hour(9).startOf('hour')],
  ];
}
