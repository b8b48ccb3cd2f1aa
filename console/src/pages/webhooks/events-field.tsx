import { Checkbox } from 'antd';
import type { WebhookView } from '../../../../src/management/webhooks/schemas.ts';
import { useTexts } from '../../i18n/texts.ts';
import { webhooksTexts } from './texts.ts';
import styles from './webhooks.module.css';

/** What can be told of. */
export type Event = WebhookView['events'][number];

const all: Record<Event, true> = {
  'account.created': true,
  'account.approved': true,
  'account.frozen': true,
  'account.deleted': true,
  'account.password-changed': true,
  'session.opened': true,
  'release.published': true,
  'feedback.received': true,
  'licence.expired': true,
  'heartbeat.overdue': true,
};
/** In the order in which they are offered. */
export const allEvents = Object.keys(all) as Event[];

interface EventsFieldProps {
  /** Given by the form. */
  value?: Event[];
  onChange?: (events: Event[]) => void;
}

/** Each event with what it means, to be chosen. */
export function EventsField({ value = [], onChange }: EventsFieldProps) {
  const t = useTexts(webhooksTexts);
  const isAll = value.length === allEvents.length;
  const toggle = (event: Event, isOn: boolean) =>
    onChange?.(allEvents.filter((each) => (each === event ? isOn : value.includes(each))));
  return (
    <div className={styles.events}>
      <Checkbox
        checked={isAll}
        indeterminate={value.length > 0 && !isAll}
        onChange={({ target }) => onChange?.(target.checked ? [...allEvents] : [])}
      >
        {t('form.all')}
      </Checkbox>
      {allEvents.map((event) => (
        <Checkbox
          key={event}
          checked={value.includes(event)}
          onChange={({ target }) => toggle(event, target.checked)}
          aria-label={t(`events.${event}`)}
        >
          <span className={styles.event}>
            <span>
              {t(`events.${event}`)} <code className={styles.quiet}>{event}</code>
            </span>
            <span className={styles.quiet}>{t(`eventHints.${event}`)}</span>
          </span>
        </Checkbox>
      ))}
    </div>
  );
}
