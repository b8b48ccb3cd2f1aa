import { DatePicker } from 'antd';
import dayjs from 'dayjs';

interface DayFieldProps {
  /** From the form's item; ISO 8601, null for none. */
  id?: string;
  value?: string | null;
  onChange?: (at: string | null) => void;
  /** Which moment of the chosen day is meant, in the reader's own zone. */
  at: 'start' | 'end';
  label: string;
}

/** A day, as the moment in which it begins or ends. */
export function DayField({ id, value, onChange, at, label }: DayFieldProps) {
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      aria-label={label}
      value={value ? dayjs(value) : null}
      onChange={(day) => {
        const moment = at === 'start' ? day?.startOf('day') : day?.endOf('day');
        onChange?.(moment?.toISOString() ?? null);
      }}
      style={{ width: '100%' }}
    />
  );
}
