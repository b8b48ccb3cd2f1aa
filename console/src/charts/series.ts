/** One line of a chart, or one layer of its bars. All series of a chart have the same moments, oldest first. */
export interface ChartSeries {
  name: string;
  /** For people. */
  label: string;
  points: ReadonlyArray<{ at: string; value: number }>;
}

/** Lines side by side, or bars whose layers add up. */
export type ChartKind = 'lines' | 'bars';

/** The left edge of the drawing, in pixels; the axis' numbers stand before it. */
export const axisWidth = 40;

/** Which colour the n-th series has: there are six. */
export const colorOf = (order: number): number => order % 6;
