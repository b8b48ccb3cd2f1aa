import { InvalidArgumentError } from 'commander';
import { isOneLine } from '../core/one-line.ts';

const longestName = 100;
const mostDays = 36_500;
/** Milliseconds. */
export const hourMs = 3_600_000;
/** Milliseconds. */
export const dayMs = 24 * hourMs;

/** An id: a whole number from 1. */
export function parseId(text: string): number {
  const id = Number(text);
  if (!/^\d{1,15}$/.test(text) || id < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return id;
}

/** Ids with commas between them. */
export function parseIds(text: string): number[] {
  return text.split(',').map((id) => parseId(id.trim()));
}

/** A lifetime in whole days. */
export function parseDays(text: string): number {
  const days = parseId(text);
  if (days > mostDays) throw new InvalidArgumentError(`It must be at most ${mostDays}.`);
  return days;
}

/** A share of a whole: 0 to 100. */
export function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d{1,3}$/.test(text) || percent > 100)
    throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
  return percent;
}

/** A time in whole hours, or none. */
export function parseHours(text: string): number {
  const hours = text === '0' ? 0 : parseId(text);
  if (hours > mostDays * 24) throw new InvalidArgumentError(`It must be at most ${mostDays * 24}.`);
  return hours;
}

/** One line of 1 to 100 characters. */
export function parseName(text: string): string {
  const name = text.trim();
  if (name === '' || [...name].length > longestName || !isOneLine(name)) {
    throw new InvalidArgumentError(`It must be one line of 1 to ${longestName} characters.`);
  }
  return name;
}

/** Takes the texts that a rule finds no problem with. */
export function judged(findProblem: (text: string) => string | undefined): (text: string) => string {
  return (text) => {
    const problem = findProblem(text);
    if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`);
    return text;
  };
}
