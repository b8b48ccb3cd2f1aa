import { useState } from 'react';
import { useLanguage } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/texts.ts';
import type { ChartSeries } from './series.ts';
import { chartTexts } from './texts.ts';
import styles from './time-chart.module.css';

interface ChartTableProps {
  label: string;
  series: readonly ChartSeries[];
  moments: readonly string[];
  inWords: (at: string) => string;
}

/** The same numbers as a table, newest first; made when it is opened. */
export function ChartTable({ label, series, moments, inWords }: ChartTableProps) {
  const t = useTexts(chartTexts);
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const rows = isOpen ? moments.map((at, index) => ({ at, index })).reverse() : [];
  return (
    <details className={styles.table} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('asTable')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard too */}
      <section tabIndex={0} aria-label={label}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('time')}</th>
              {series.map((each) => (
                <th key={each.name} scope="col">
                  {each.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, index }) => (
              <tr key={at}>
                <th scope="row">{inWords(at)}</th>
                {series.map((each) => (
                  <td key={each.name}>{(each.points[index]?.value ?? 0).toLocaleString(language)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
