import type { MoveProgress, ReportMove } from '../../move/progress.ts';

/** Shows on a terminal, in one line that is written over, or elsewhere in a line now and then, what a move is doing. */
export interface MoveDisplay {
  show: ReportMove;
  close(): void;
}

const everyMs = { terminal: 200, elsewhere: 10_000 };
const barWidth = 24;
/** Columns that are left free, since Chinese characters take two: a line that wraps is not written over. */
const spare = 8;
const words = {
  checking: 'Checking / 检查',
  copying: 'Copying / 复制',
  building: 'Building indexes / 建立索引',
  verifying: 'Comparing / 校验',
} as const;

/** Writes to a stream, as it is one of a terminal or not. */
export function openMoveDisplay(stream: NodeJS.WriteStream): MoveDisplay {
  let phase: MoveProgress['phase'] | undefined;
  let began = { at: 0, rows: 0 };
  let shownAt = 0;
  let isLineOpen = false;

  return {
    show(progress) {
      const now = Date.now();
      const isNewPhase = progress.phase !== phase;
      if (isNewPhase) {
        phase = progress.phase;
        began = { at: now, rows: progress.rows };
      } else if (now - shownAt < (stream.isTTY ? everyMs.terminal : everyMs.elsewhere)) return;
      shownAt = now;
      const line = describe(progress, { seconds: (now - began.at) / 1000, rows: progress.rows - began.rows });
      if (!stream.isTTY) stream.write(`${line}\n`);
      else
        stream.write(
          `${isLineOpen && isNewPhase ? '\n' : ''}\r${line.slice(0, (stream.columns ?? 80) - spare)}\u001b[K`,
        );
      isLineOpen = stream.isTTY === true;
    },
    close() {
      if (isLineOpen) stream.write('\n');
      isLineOpen = false;
    },
  };
}

/** `Copying / 复制  [####----]  25%  accounts (1 of 40)  12000 rows/s  80 s left` */
function describe(progress: MoveProgress, { seconds, rows }: { seconds: number; rows: number }): string {
  const { phase, name, step, steps, ofRows } = progress;
  const share = ofRows > 0 ? progress.rows / ofRows : (step - 1) / steps;
  const filled = Math.floor(share * barWidth);
  const parts = [
    words[phase],
    `[${'#'.repeat(filled).padEnd(barWidth, '-')}]`,
    `${Math.floor(share * 100)}%`,
    `${name} (${step} of ${steps})`,
  ];
  const perSecond = seconds > 0 ? rows / seconds : 0;
  if (perSecond > 0) {
    const left = Math.ceil((ofRows - progress.rows) / perSecond);
    parts.push(`${Math.round(perSecond)} rows/s`, `${left} s left`);
  }
  return parts.join('  ');
}
