import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { auditTexts } from './texts.ts';

/** Where a kind of thing is shown; `$id` is its id. */
const places: Record<string, string> = {
  account: '/accounts/$id',
  licence: '/licences/$id',
  feedback: '/feedback/$id',
  release: '/releases',
  push: '/pushes',
  faq: '/faqs',
  job: '/jobs',
  'vault-entry': '/vault',
  'api-key': '/keys',
  'signing-key': '/keys',
  webhook: '/webhooks',
};

interface ThingProps {
  /** As the log names it: `account:1`, `release:1.2.0`, `cli`. */
  thing: string;
  /** What it is called now. */
  name: string | null;
}

/** Somebody or something of the log, by the name that people know it by, with a way to it. */
export function Thing({ thing, name }: ThingProps) {
  const t = useTexts(auditTexts) as (key: string, values?: Record<string, string>) => string;
  const [kind = '', ...rest] = thing.split(':');
  const id = rest.join(':');
  if (id === '') return kind in auditTexts.zh.who ? <span>{t(`who.${kind}`)}</span> : null;
  const text = name ?? (/^\d+$/.test(id) ? t('numbered', { id }) : id);
  const place = places[kind]?.replace('$id', encodeURIComponent(id));
  return place === undefined ? <span>{text}</span> : <Link to={place as '/'}>{text}</Link>;
}
