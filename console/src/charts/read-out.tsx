import { useLanguage } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/texts.ts';
import { type ChartSeries, colorOf } from './series.ts';
import { chartTexts } from './texts.ts';
import styles from './time-chart.module.css';

interface ReadOutProps {
  series: readonly ChartSeries[];
  index: number;
  title: string;
  hasTotal: boolean;
  /** Where the point lies, in pixels of the plot's width. */
  x: number;
  width: number;
}

const gap = 16;

/** The values of one moment, beside it. What has no value there is left out where there are many. */
export function ReadOut({ series, index, title, hasTotal, x, width }: ReadOutProps) {
  const t = useTexts(chartTexts);
  const language = useLanguage();
  const values = series.map((each, order) => ({ ...each, order, value: each.points[index]?.value ?? 0 }));
  const shown = values.length > 4 ? values.filter((each) => each.value > 0) : values;
  const total = values.reduce((all, each) => all + each.value, 0);
  return (
    <div className={styles.readOut} aria-hidden style={x > width / 2 ? { right: width - x + gap } : { left: x + gap }}>
      <strong>{title}</strong>
      <dl>
        {shown.map((each) => (
          <div key={each.name}>
            <dt>
              <span className={styles.swatch} data-kind="bars" data-series={colorOf(each.order)} />
              {each.label}
            </dt>
            <dd>{each.value.toLocaleString(language)}</dd>
          </div>
        ))}
        {hasTotal && (
          <div>
            <dt>{t('total')}</dt>
            <dd>{total.toLocaleString(language)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
