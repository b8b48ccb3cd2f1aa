import { Tooltip } from 'antd';
import { useSyncExternalStore } from 'react';
import { type Language, useLanguage } from '../i18n/i18n.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';

interface RelativeTimeProps {
  /** As the API tells it (ISO 8601, UTC); null shows `absent`. */
  at: string | null | undefined;
  absent?: string;
}

/** "3 minutes ago" or "in 2 days", with the exact moment on hover and on focus. */
export function RelativeTime({ at, absent }: RelativeTimeProps) {
  const language = useLanguage();
  const t = useTexts(sharedTexts);
  const now = useNow();
  if (!at) return <span>{absent ?? t('never')}</span>;
  const exact = formatMoment(at, language);
  const seconds = Math.round((Date.parse(at) - now) / 1_000);
  return (
    <Tooltip title={exact}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time is to be had by keyboard too */}
      <time dateTime={at} tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
        {Math.abs(seconds) < 45 ? t('justNow') : formatDistance(seconds, language)}
      </time>
    </Tooltip>
  );
}

/** A moment in the reader's own zone: `2026-11-20 16:00:05`. */
export function formatMoment(at: string, language: Language): string {
  const parts = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

const units: ReadonlyArray<readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function formatDistance(seconds: number, language: Language): string {
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each * 0.95) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

const tickMs = 30_000;
const listeners = new Set<() => void>();
let tickedAt = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The time, as new as half a minute; one clock for the whole page. */
function useNow(): number {
  return useSyncExternalStore(subscribe, () => tickedAt);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  tickedAt = Date.now();
  for (const listener of listeners) listener();
}
