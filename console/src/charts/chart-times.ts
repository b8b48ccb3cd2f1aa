import type { Language } from '../i18n/i18n.ts';

/** How long each point of a chart counts. */
export type ChartStep = 'hour' | 'sixHours' | 'day';

/** Says the moments of a chart's points. */
export interface ChartTimes {
  /** On the axis: short. */
  onAxis(at: string): string;
  /** In the read-out and the table: which day, which hours. */
  inWords(at: string): string;
}

/** Words for the points of a chart, in the zone in which its steps begin. */
export function chartTimes(step: ChartStep, language: Language, timeZone: string): ChartTimes {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(language, { timeZone, ...options });
    return (at: string) => formatter.format(new Date(at));
  };
  const day = format({ month: 'short', day: 'numeric', weekday: 'short' });
  const dayAndHour = format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (step === 'hour') {
    return { onAxis: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }), inWords: dayAndHour };
  }
  return {
    onAxis: format({ month: 'numeric', day: 'numeric' }),
    inWords: step === 'day' ? day : dayAndHour,
  };
}
