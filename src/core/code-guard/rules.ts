import { type CallingCodeTable, numberFor, parseCallingCodes, parseCallingCodeTable } from '../calling-codes.ts';
import type { LimitRule } from '../limits/limits.ts';
import { definitions, type SettingValues } from '../runtime-settings/runtime-settings.ts';

/** When a breaker opens: of at least `minimum` codes fewer than `percent` in a hundred were typed in. */
export interface BreakerRule {
  /** 0: never. */
  minimum: number;
  percent: number;
}

/** What every breaker has in common. */
export interface BreakerTimes {
  /** How far back codes are judged. */
  windowMs: number;
  /** How long nothing is sent. */
  pauseMs: number;
  /** How many codes are let through after that, until it is known whether they were typed in. */
  trials: number;
}

/** What a code must get past before it is sent. */
export interface CodeGuardRules {
  perRecipient: readonly LimitRule[];
  perAddress: readonly LimitRule[];
  perSegment: readonly LimitRule[];
  /** How many SMS an hour go to a calling code; 0: as many as one likes. */
  perCountryHour(area: string): number;
  /** Whether SMS go to that calling code at all. */
  isServed(area: string): boolean;
  /** What one SMS costs, in millionths of the currency unit. */
  priceMicros(area: string): number;
  /** What the cheapest of them costs. */
  lowestPriceMicros: number;
  /** What SMS may cost on one day; undefined: anything. */
  ceilingMicros: number | undefined;
  /** In which days begin. */
  timeZone: string;
  breakerOf(area: string): BreakerRule;
  breakerTimes: BreakerTimes;
}

/** Under this name the breaker over all calling codes together is kept. */
export const everywhere = '*';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const microsPerUnit = 1_000_000;

const toMicros = (units: number): number => Math.round(units * microsPerUnit);

const hourAndDay = (perHour: number, perDay: number): LimitRule[] => [
  { most: perHour, windowMs: hourMs },
  { most: perDay, windowMs: dayMs },
];

/** What the settings ask for at this moment. */
export function readGuardRules(values: Readonly<SettingValues>): CodeGuardRules {
  const budgets = readTable(values, 'limits.codesPerCountryHour');
  const prices = readTable(values, 'limits.smsPrices');
  const served = values['limits.smsCountries'];
  const servedCodes = served === null ? undefined : parseCallingCodes(served);
  const ceiling = values['limits.smsDailyCeiling'];
  const ofCountry = { minimum: values['limits.smsBreakerMinimum'], percent: values['limits.smsBreakerPercent'] };
  const ofAll = {
    minimum: values['limits.smsBreakerOverallMinimum'],
    percent: values['limits.smsBreakerOverallPercent'],
  };
  return {
    perRecipient: [
      { most: 1, windowMs: minuteMs },
      ...hourAndDay(values['limits.codesPerRecipientHour'], values['limits.codesPerRecipientDay']),
    ],
    perAddress: hourAndDay(values['limits.codesPerAddressHour'], values['limits.codesPerAddressDay']),
    perSegment: [{ most: values['limits.codesPerPrefixHour'], windowMs: hourMs }],
    perCountryHour: (area) => numberFor(budgets, area),
    isServed: (area) => servedCodes === undefined || servedCodes.includes(area),
    priceMicros: (area) => toMicros(numberFor(prices, area)),
    lowestPriceMicros: toMicros(Math.min(...prices.values())),
    ceilingMicros: ceiling === 0 ? undefined : ceiling * microsPerUnit,
    timeZone: values['server.timeZone'],
    breakerOf: (area) => (area === everywhere ? ofAll : ofCountry),
    breakerTimes: {
      windowMs: values['limits.smsBreakerWindowHours'] * hourMs,
      pauseMs: values['limits.smsBreakerPauseMinutes'] * minuteMs,
      trials: values['limits.smsBreakerTrials'],
    },
  };
}

/** Judged when it was chosen. */
function readTable(
  values: Readonly<SettingValues>,
  name: 'limits.codesPerCountryHour' | 'limits.smsPrices',
): CallingCodeTable {
  const { rule } = definitions[name];
  const table = rule.type === 'callingCodeTable' ? parseCallingCodeTable(values[name], rule) : undefined;
  return table ?? new Map();
}
