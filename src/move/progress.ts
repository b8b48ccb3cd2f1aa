/** What a move is doing. */
export interface MoveProgress {
  phase: 'checking' | 'copying' | 'building' | 'verifying';
  /** The table, or the index, and its place among all. */
  name: string;
  step: number;
  steps: number;
  /** Rows of all tables together, as far as the phase counts any. */
  rows: number;
  ofRows: number;
}

/** Is told what a move is doing, often. */
export type ReportMove = (progress: MoveProgress) => void;

/** Counts the rows of one phase, table by table. */
export function countPhase(
  phase: MoveProgress['phase'],
  report: ReportMove,
  { steps, ofRows }: { steps: number; ofRows: number },
) {
  const progress: MoveProgress = { phase, name: '', step: 0, steps, rows: 0, ofRows };
  return {
    begin(name: string): void {
      progress.name = name;
      progress.step += 1;
      report({ ...progress });
    },
    add(rows: number): void {
      progress.rows += rows;
      report({ ...progress });
    },
  };
}
