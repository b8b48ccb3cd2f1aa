import { type Static, Type } from 'typebox';
import { Time } from '../schemas.ts';
import { CodeGuardView } from './code-guard-schemas.ts';

/** How far back. */
export const DashboardRange = Type.Enum(['24h', '7d', '30d']);
export type DashboardRange = Static<typeof DashboardRange>;

const Count = Type.Integer({ minimum: 0 });
const GaugeView = Type.Object({
  count: Count,
  capped: Type.Boolean({ description: 'Whether there are more than were counted.' }),
});

/** What waits for an operator. */
export const WaitingView = Type.Object({
  waitingApprovals: GaugeView,
  unreadFeedback: GaugeView,
  overdueDevices: GaugeView,
  dueVaultKeys: GaugeView,
  failedWebhooks: GaugeView,
  deadJobs: GaugeView,
});
export type WaitingView = Static<typeof WaitingView>;

const SeriesView = Type.Object({
  label: Type.String({ description: 'What was counted apart: the contract, the channel, the error.' }),
  values: Type.Array(Count, { description: 'One for each of `moments`.' }),
});
const Series = Type.Array(SeriesView, {
  description: 'What happened most comes first; what never happened is absent.',
});

const CodesView = Type.Object({
  sent: Count,
  verified: Count,
  sentBefore: Count,
  verifiedBefore: Count,
  suspicious: Type.Boolean({
    description:
      'Whether so few of the codes are typed in that somebody may be sending them for the money (SMS pumping).',
  }),
});

/** The steps of time that a chart is made of. */
export const ChartSteps = {
  range: DashboardRange,
  step: Type.Enum(['hour', 'sixHours', 'day']),
  timeZone: Type.String({ description: 'In which the steps begin.' }),
  moments: Type.Array(Time, { description: 'When each step begins, oldest first.' }),
};

/** What happened in a range of time, and what waits. */
export const DashboardView = Type.Object({
  ...ChartSteps,
  empty: Type.Boolean({ description: 'Whether nobody but the first owner is in the directory yet.' }),
  waiting: WaitingView,
  signIns: Series,
  registrations: Series,
  failures: Type.Array(Type.Object({ contract: Type.String(), code: Type.String(), values: Type.Array(Count) }), {
    description: 'What callers were told, most frequent first.',
  }),
  codesSent: Series,
  codesVerified: Series,
  codes: Type.Object({ sms: CodesView, email: CodesView }, { description: 'Beside the range before this one.' }),
  codeGuard: CodeGuardView,
  heartbeats: Series,
  pushesDelivered: Series,
  pushesFailed: Series,
});
export type DashboardView = Static<typeof DashboardView>;
/** What was counted under one label. */
export type DashboardSeries = Static<typeof SeriesView>;
