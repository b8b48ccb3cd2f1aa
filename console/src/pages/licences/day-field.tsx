import { DatePicker } from 'antd';
import { useServerZone } from '../../api/session.ts';
import { fromWall, toWall } from '../../i18n/zoned-time.ts';

interface DayFieldProps {
  /** From the form's item; ISO 8601, null for none. */
  id?: string;
  value?: string | null;
  onChange?: (at: string | null) => void;
  /** Which moment of the chosen day is meant, in the zone of the server. */
  at: 'start' | 'end';
  label: string;
}

/** A day, as the moment in which it begins or ends. */
export function DayField({ id, value, onChange, at, label }: DayFieldProps) {
  const zone = useServerZone();
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      aria-label={label}
      value={value ? toWall(value, zone) : null}
      onChange={(day) => {
        const moment = at === 'start' ? day?.startOf('day') : day?.endOf('day');
        onChange?.(moment ? fromWall(moment, zone) : null);
      }}
      style={{ width: '100%' }}
    />
  );
}
