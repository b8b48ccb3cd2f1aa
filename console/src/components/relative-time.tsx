import { Tooltip } from 'antd';
import { useSyncExternalStore } from 'react';
import { useServerZone } from '../api/session.ts';
import { type Language, useLanguage } from '../i18n/i18n.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { printMoment } from '../i18n/zoned-time.ts';

interface RelativeTimeProps {
  /** As the API tells it (ISO 8601, UTC); null shows `absent`. */
  at: string | null | undefined;
  absent?: string;
}

/** "3 minutes ago" or "in 2 days", with the exact moment, in the zone of the server, on hover and on focus. */
export function RelativeTime({ at, absent }: RelativeTimeProps) {
  const language = useLanguage();
  const zone = useServerZone();
  const t = useTexts(sharedTexts);
  const now = useNow();
  if (!at) return <span>{absent ?? t('never')}</span>;
  const exact = printMoment(at, zone);
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
