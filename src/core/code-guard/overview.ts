import type { Database } from '../../db/database.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import { type Breaker, type BreakerState, judgeBreaker, judgedMinutes, minuteMs, untouchedBreaker } from './breaker.ts';
import { findBreakers, findSpend, listBusyAreas, listOpenBreakers, sumSent } from './code-guard.store.ts';
import { dayOf } from './day.ts';
import { keyPrefixes } from './keys.ts';
import { type CodeGuardRules, everywhere } from './rules.ts';

/** The budgets of which the fullest is told. */
export type BudgetName = 'recipient' | 'address' | 'segment' | 'country';

/** What uses most of a budget at this moment. */
export interface FullestBudget {
  /** The address, the first digits of the number, the calling code; recipients are not told. */
  key: string | undefined;
  used: number;
  /** Undefined: as many as one likes. */
  most: number | undefined;
  windowMs: number;
}

/** Where the guard stands. */
export interface CodeGuardOverview {
  spend: {
    /** `YYYY-MM-DD`. */
    day: string;
    amountMicros: number;
    ceilingMicros: number | undefined;
    messages: number;
    /** Whether not even the cheapest SMS has room below the ceiling. */
    isReached: boolean;
  };
  /** Null: nothing was sent lately. */
  fullest: Record<BudgetName, FullestBudget | null>;
  /** Those that are not closed, then those that most codes go to; `*` is the one over all. */
  breakers: BreakerStanding[];
}

/** One breaker, and the codes that it judges by. */
export interface BreakerStanding {
  area: string;
  state: BreakerState;
  sent: number;
  verified: number;
  /** When it opened; undefined: it is closed. */
  openedAt: number | undefined;
  /** Until when nothing is sent. */
  openUntil: number | undefined;
  /** It judges by no fewer codes; 0: never. */
  minimum: number;
  percent: number;
}

interface Place {
  db: Database;
  limits: Limits;
  rules: CodeGuardRules;
  now: number;
}

const hourMs = 60 * minuteMs;
const mostBreakers = 20;

/** Reads where everything stands; changes nothing. */
export async function readOverview(place: Place): Promise<CodeGuardOverview> {
  const { db, rules, now } = place;
  const day = dayOf(now, rules.timeZone);
  const spent = await findSpend(db, day);
  const isReached = spent.amountMicros + rules.lowestPriceMicros > (rules.ceilingMicros ?? Infinity);
  return {
    spend: { day, ...spent, ceilingMicros: rules.ceilingMicros, isReached },
    fullest: {
      recipient: await findFullest(place, keyPrefixes.recipient, rules.perRecipient, false),
      address: await findFullest(place, keyPrefixes.address, rules.perAddress),
      segment: await findFullest(place, keyPrefixes.segment, rules.perSegment),
      country: await findFullestCountry(place),
    },
    breakers: await listBreakers(place),
  };
}

/** Of the rules of an hour and more, that of which most is used. */
async function findFullest(
  { limits }: Place,
  prefix: string,
  rules: readonly LimitRule[],
  isKeyTold = true,
): Promise<FullestBudget | null> {
  let fullest: FullestBudget | null = null;
  for (const { most, windowMs } of rules.filter((rule) => rule.windowMs >= hourMs)) {
    const busiest = await limits.findBusiest(prefix, windowMs);
    if (!busiest || (fullest && fullest.used / (fullest.most ?? 1) >= busiest.tries / most)) continue;
    fullest = { key: isKeyTold ? busiest.key : undefined, used: busiest.tries, most, windowMs };
  }
  return fullest;
}

async function findFullestCountry({ db, rules, now }: Place): Promise<FullestBudget | null> {
  const busy = await listBusyAreas(db, now - hourMs, mostBreakers + 1);
  const shareOf = ({ area, asked }: (typeof busy)[number]) => asked / (rules.perCountryHour(area) || Infinity);
  const [first] = busy.filter(({ area }) => area !== everywhere).sort((a, b) => shareOf(b) - shareOf(a));
  if (!first) return null;
  return {
    key: first.area,
    used: first.asked,
    most: rules.perCountryHour(first.area) || undefined,
    windowMs: hourMs,
  };
}

async function listBreakers({ db, rules, now }: Place): Promise<BreakerStanding[]> {
  const { breakerOf, breakerTimes } = rules;
  const turned = await listOpenBreakers(db);
  const busy = await listBusyAreas(db, now - breakerTimes.windowMs, mostBreakers);
  const others = [...new Set([everywhere, ...busy.map(({ area }) => area)])].filter(
    (area) => !turned.some((breaker) => breaker.area === area),
  );
  const kept = await findBreakers(db, others);
  const breakers: Breaker[] = [
    ...turned,
    ...others.map((area) => kept.find((row) => row.area === area) ?? untouchedBreaker(area)),
  ];
  return Promise.all(
    breakers.map(async (breaker) => {
      const codes = await sumSent(db, breaker.area, judgedMinutes(breaker, breakerTimes, now));
      const rule = breakerOf(breaker.area);
      const { state } = judgeBreaker(breaker, codes, rule, breakerTimes, now);
      const isPausing = breaker.opened_at !== null && state === 'open';
      return {
        area: breaker.area,
        state: breaker.opened_at === null ? 'closed' : state,
        sent: isPausing ? breaker.judged_sent : codes.sent,
        verified: isPausing ? breaker.judged_verified : codes.verified,
        openedAt: state === 'closed' ? undefined : (breaker.opened_at ?? undefined),
        openUntil: state === 'open' ? (breaker.open_until ?? undefined) : undefined,
        ...rule,
      };
    }),
  );
}
