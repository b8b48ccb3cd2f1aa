import { useLanguage } from '../i18n/i18n.ts';
import type { ChartStep } from './chart-times.ts';
import { roundTicks, spreadLabels } from './scale.ts';
import { axisWidth, type ChartKind, type ChartSeries, colorOf } from './series.ts';
import styles from './time-chart.module.css';

interface PlotProps {
  series: readonly ChartSeries[];
  kind: ChartKind;
  step: ChartStep;
  width: number;
  height: number;
  moments: readonly string[];
  labelOf: (at: string) => string;
  /** The point that is read out. */
  active: number | undefined;
}

const axisHeight = 22;
const top = 8;
const labelWidth = 52;
// A day of six-hour steps has four: only its first one is labelled.
const labelled: Record<ChartStep, number> = { hour: 1, sixHours: 4, day: 1 };

/** The drawing itself, in pixels, so that its texts are never stretched. */
export function Plot({ series, kind, step, width, height, moments, labelOf, active }: PlotProps) {
  const language = useLanguage();
  const inner = { left: axisWidth, width: Math.max(0, width - axisWidth), bottom: height - axisHeight };
  const ticks = roundTicks(highest(series, kind));
  const most = ticks.at(-1) ?? 1;
  const slot = inner.width / Math.max(1, moments.length);
  const xOf = (index: number): number => inner.left + (index + 0.5) * slot;
  const yOf = (value: number): number => inner.bottom - (value / most) * (inner.bottom - top);
  const number = new Intl.NumberFormat(language, { notation: most >= 10_000 ? 'compact' : 'standard' });
  if (width === 0) return <svg height={height} aria-hidden="true" />;
  return (
    <svg width={width} height={height} aria-hidden="true" className={styles.drawing}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={styles.rule} x1={inner.left} x2={width} y1={yOf(tick)} y2={yOf(tick)} />
          <text className={styles.tick} x={inner.left - 8} y={yOf(tick)} textAnchor="end" dominantBaseline="middle">
            {number.format(tick)}
          </text>
        </g>
      ))}
      {spreadLabels(moments.length, inner.width, labelWidth, labelled[step]).map((index) => (
        <text key={index} className={styles.tick} x={xOf(index)} y={height - 6} textAnchor="middle">
          {labelOf(moments[index] ?? '')}
        </text>
      ))}
      {active !== undefined && (
        <rect className={styles.active} x={xOf(active) - slot / 2} y={top} width={slot} height={inner.bottom - top} />
      )}
      {kind === 'bars'
        ? moments.map((at, index) => <Bar key={at} {...{ series, index, slot, yOf }} x={xOf(index)} />)
        : series.map((each, order) => (
            <Line key={each.name} {...{ each, order, xOf, yOf, active }} bottom={inner.bottom} />
          ))}
    </svg>
  );
}

interface BarProps {
  series: readonly ChartSeries[];
  index: number;
  /** The middle. */
  x: number;
  slot: number;
  yOf: (value: number) => number;
}

function Bar({ series, index, x, slot, yOf }: BarProps) {
  const width = Math.max(1, Math.min(28, slot * 0.72));
  let below = 0;
  return series.map((each, order) => {
    const value = each.points[index]?.value ?? 0;
    if (value === 0) return null;
    const y = yOf(below + value);
    const height = yOf(below) - y;
    below += value;
    return (
      <rect
        key={each.name}
        className={styles.layer}
        data-series={colorOf(order)}
        x={x - width / 2}
        y={y}
        width={width}
        height={Math.max(1, height)}
      />
    );
  });
}

interface LineProps {
  each: ChartSeries;
  order: number;
  xOf: (index: number) => number;
  yOf: (value: number) => number;
  bottom: number;
  active: number | undefined;
}

function Line({ each, order, xOf, yOf, bottom, active }: LineProps) {
  const corners = each.points.map((point, index) => `${xOf(index)},${yOf(point.value)}`);
  const value = active === undefined ? undefined : each.points[active]?.value;
  const series = colorOf(order);
  const line = `M${corners.join('L')}`;
  return (
    <g>
      {order === 0 && corners.length > 1 && (
        <path
          className={styles.area}
          data-series={series}
          d={`${line}L${xOf(corners.length - 1)},${bottom}L${xOf(0)},${bottom}Z`}
        />
      )}
      <path className={styles.line} data-series={series} d={line} />
      {active !== undefined && value !== undefined && (
        <circle className={styles.dot} data-series={series} cx={xOf(active)} cy={yOf(value)} r={4} />
      )}
    </g>
  );
}

function highest(series: readonly ChartSeries[], kind: ChartKind): number {
  if (kind === 'lines') return Math.max(0, ...series.flatMap((each) => each.points.map((point) => point.value)));
  const count = series[0]?.points.length ?? 0;
  const sums = Array.from({ length: count }, (_, index) =>
    series.reduce((sum, each) => sum + (each.points[index]?.value ?? 0), 0),
  );
  return Math.max(0, ...sums);
}
