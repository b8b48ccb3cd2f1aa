import { type Static, Type } from 'typebox';
import { codeRefusals } from '../../core/errors.ts';
import { Nullable, Time } from '../schemas.ts';

const Count = Type.Integer({ minimum: 0 });
const CallingCode = Type.String({
  pattern: '^([1-9][0-9]{0,3}|[*])$',
  description: 'A calling code without the plus sign, or * for all together.',
});

const BreakerView = Type.Object({
  callingCode: CallingCode,
  state: Type.Enum(['closed', 'open', 'half-open'], {
    description: 'Closed: everything is sent; open: nothing to numbers nobody proved; half-open: a few on trial.',
  }),
  sent: Type.Integer({ minimum: 0, description: 'Codes to numbers that nobody had proved, those it judges by.' }),
  verified: Type.Integer({ minimum: 0, description: 'Those of them that were typed in.' }),
  openedAt: Nullable(Time),
  openUntil: Nullable(Time),
  minimum: Type.Integer({ minimum: 0, description: 'It judges no fewer codes than this; 0: it is off.' }),
  percent: Type.Integer({ minimum: 1, maximum: 100, description: 'It opens where fewer in a hundred are typed in.' }),
});

const BudgetView = Type.Object({
  name: Type.Enum(['recipient', 'address', 'segment', 'country']),
  key: Nullable(
    Type.String({
      description: 'What uses most of it: an address, first digits, a calling code; no recipient is told.',
    }),
  ),
  used: Count,
  most: Nullable(Type.Integer({ minimum: 1, description: 'Null: as many as one likes.' })),
  windowHours: Type.Integer({ minimum: 1 }),
});

/** What keeps codes from being sent for the money: what it refused, and where it stands. */
export const CodeGuardView = Type.Object({
  refused: Type.Array(Type.Object({ reason: Type.Enum([...codeRefusals]), count: Count }), {
    description: 'Every reason, how often in the range.',
  }),
  refusedTo: Type.Array(
    Type.Object({
      segment: Nullable(Type.String({ description: 'The first digits; null: others that are not told apart.' })),
      count: Count,
    }),
    { description: 'Where most of the refused SMS would have gone in the range.' },
  ),
  spend: Type.Object({
    day: Type.String({ description: 'Today in the zone of the server, such as 2026-11-20.' }),
    amount: Type.Number({ minimum: 0, description: 'In the currency of the prices.' }),
    ceiling: Nullable(Type.Number({ description: 'Null: there is none.' })),
    messages: Count,
    reached: Type.Boolean({ description: 'Whether not even the cheapest SMS has room below the ceiling.' }),
  }),
  budgets: Type.Array(BudgetView, {
    description: 'What is used most of each at this moment; absent where nothing was sent.',
  }),
  breakers: Type.Array(BreakerView, { description: 'Those that are not closed first.' }),
});
export type CodeGuardView = Static<typeof CodeGuardView>;

/** Which breaker an operator closes. */
export const BreakerClosing = Type.Object({ callingCode: CallingCode }, { additionalProperties: false });
