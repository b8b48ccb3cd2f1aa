const dayMs = 24 * 3_600_000;

/** Days are those of UTC, so that all nodes mean the same ones. */
export const dayOf = (now: number): number => now - (now % dayMs);

/** The first of the days that the last so many days lie in: the figures take it whole, and so tell rather more than less. */
export const daysBack = (now: number, days: number): number => dayOf(now - days * dayMs);

/** What came earlier is forgotten; a day more than the 90 that are promised, since days begin at different hours. */
export const keptDays = 91;
