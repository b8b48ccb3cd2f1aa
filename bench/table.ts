import type { Goal, Line } from './figure.ts';
import { median } from './rounds.ts';

/** The head of the table in which `tableRow` writes lines. */
export const tableHead = '| figure | ours | reference | ratio | goal | spread | |\n|---|---:|---:|---:|---|---|---|';

/** One line: medians of the rounds, the ratio's too, and the least and the greatest of it. */
export function tableRow(line: Line): string {
  const ours = median(line.rounds.map((each) => each.ours));
  const references = line.rounds.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
  const ratios = line.rounds.flatMap(({ ours: one, reference }) => (reference === undefined ? [] : [one / reference]));
  const spread = ratios.length > 0 ? ratios : line.rounds.map((each) => each.ours);
  const cells = [
    line.figure,
    `${print(ours)} ${line.unit}`,
    references.length > 0 ? `${print(median(references))} ${line.unit}, ${line.reference}` : line.reference || '–',
    ratios.length > 0 ? print(median(ratios)) : '–',
    line.goals.map(printGoal).join(', '),
    `${print(Math.min(...spread))}–${print(Math.max(...spread))}`,
    isMet(line) ? (line.goals.every(({ kind }) => kind === 'none') ? '' : 'met') : '**missed**',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A line of what could not be measured, and why. */
export function failedRow(figure: string, reason: string): string {
  return `| ${figure} | – | – | – | – | – | **not measured**: ${reason.split('\n')[0]?.replaceAll('|', '/')} |`;
}

/** Whether the medians are what they should be. */
export function isMet(line: Line): boolean {
  const ours = median(line.rounds.map((each) => each.ours));
  const ratio = median(line.rounds.map(({ ours: one, reference = Number.NaN }) => one / reference));
  return line.goals.every((goal) => {
    if (goal.kind === 'none') return true;
    if (goal.kind === 'ours at most') return ours <= goal.value;
    return goal.kind === 'ratio at least' ? ratio >= goal.value : ratio <= goal.value;
  });
}

function printGoal(goal: Goal): string {
  if (goal.kind === 'none') return '–';
  const sign = goal.kind === 'ratio at least' ? '≥' : '≤';
  return `${sign} ${goal.value}${goal.kind === 'ours at most' ? '' : ' ×'}`;
}

/** Three digits that count. */
function print(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
