import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { useLanguage } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/texts.ts';
import { ChartTable } from './chart-table.tsx';
import { type ChartStep, chartTimes } from './chart-times.ts';
import { Plot } from './plot.tsx';
import { ReadOut } from './read-out.tsx';
import { axisWidth, type ChartKind, type ChartSeries, colorOf } from './series.ts';
import { chartTexts } from './texts.ts';
import styles from './time-chart.module.css';
import { useWidth } from './use-width.ts';

interface TimeChartProps {
  /** What the chart shows, for screen readers. */
  label: string;
  series: readonly ChartSeries[];
  kind: ChartKind;
  step: ChartStep;
  /** In which the steps begin (IANA). */
  timeZone: string;
  height?: number;
}

export type { ChartSeries } from './series.ts';

/**
 * What happened how often over time: drawn, read out point by point under the pointer and by arrow keys, and to be had as
 * a table.
 */
export function TimeChart({ label, series, kind, step, timeZone, height = 200 }: TimeChartProps) {
  const t = useTexts(chartTexts);
  const language = useLanguage();
  const hintId = useId();
  const [box, width] = useWidth();
  const [active, setActive] = useState<number>();
  const moments = series[0]?.points.map((point) => point.at) ?? [];
  const times = chartTimes(step, language, timeZone);
  const isEmpty = series.every((each) => each.points.every((point) => point.value === 0));
  const reading = active === undefined ? undefined : Math.min(active, moments.length - 1);
  const told = reading ?? moments.length - 1;

  const move = (event: KeyboardEvent) => {
    const last = moments.length - 1;
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, (reading ?? last + 1) - 1),
      ArrowRight: Math.min(last, (reading ?? -1) + 1),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setActive(target);
  };
  const point = (event: PointerEvent<HTMLElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    setActive(indexAt(event.clientX - left, width, moments.length));
  };

  return (
    <figure className={styles.chart} data-kind={kind}>
      {(series.length > 1 || series[0]?.label !== label) && <Legend series={series} kind={kind} />}
      {/* A slider is what assistive technology knows that arrow keys move along, each place with words of its own. */}
      <div
        ref={box}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-describedby={hintId}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, moments.length)}
        aria-valuenow={Math.max(1, told + 1)}
        aria-valuetext={describePoint(series, told, times.inWords)}
        onKeyDown={move}
        onBlur={() => setActive(undefined)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setActive(undefined)}
      >
        <Plot {...{ series, kind, step, width, height, moments, active: reading }} labelOf={times.onAxis} />
        {isEmpty && <p className={styles.nothing}>{t('nothing')}</p>}
        {reading !== undefined && !isEmpty && (
          <ReadOut
            series={series}
            index={reading}
            title={times.inWords(moments[reading] ?? '')}
            hasTotal={kind === 'bars' && series.length > 1}
            x={axisWidth + ((reading + 0.5) / moments.length) * (width - axisWidth)}
            width={width}
          />
        )}
      </div>
      <span id={hintId} hidden>
        {t('use')}
      </span>
      <ChartTable label={label} series={series} moments={moments} inWords={times.inWords} />
    </figure>
  );
}

function Legend({ series, kind }: Pick<TimeChartProps, 'series' | 'kind'>) {
  const language = useLanguage();
  return (
    <ul className={styles.legend}>
      {series.map((each, index) => (
        <li key={each.name}>
          <span className={styles.swatch} data-kind={kind} data-series={colorOf(index)} aria-hidden />
          {each.label}
          <strong>{sum(each).toLocaleString(language)}</strong>
        </li>
      ))}
    </ul>
  );
}

const sum = ({ points }: ChartSeries): number => points.reduce((total, point) => total + point.value, 0);

function indexAt(x: number, width: number, count: number): number {
  const share = (x - axisWidth) / Math.max(1, width - axisWidth);
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

function describePoint(series: readonly ChartSeries[], index: number, inWords: (at: string) => string): string {
  const at = series[0]?.points[index]?.at;
  if (at === undefined) return '';
  const values = series.map((each) => `${each.label} ${each.points[index]?.value ?? 0}`);
  return `${inWords(at)}: ${values.join(', ')}`;
}
