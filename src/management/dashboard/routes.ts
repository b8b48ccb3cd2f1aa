import { Type } from 'typebox';
import { counterNames } from '../../core/counters/counters.ts';
import { operatorOf } from '../access.ts';
import type { ManagementApp, ManagementContext } from '../context.ts';
import { printTime } from '../schemas.ts';
import { BreakerClosing } from './code-guard-schemas.ts';
import { viewCodeGuard } from './code-guard-views.ts';
import { type DashboardRange, DashboardView, DashboardRange as Range, WaitingView } from './schemas.ts';
import { judgeCodes, stepsOf, viewFailures, viewSeries } from './views.ts';

const tags = ['Dashboard'];
const config = { access: 'dashboard:read' } as const;

/** What happened on this server, and what waits for somebody. */
export function registerDashboardRoutes(app: ManagementApp, { core }: ManagementContext): void {
  const { codeGuard, counters, gauges, runtimeSettings } = core;

  async function read(range: DashboardRange): Promise<DashboardView> {
    const { step, count } = stepsOf[range];
    const timeZone = runtimeSettings.current()['server.timeZone'];
    const names = counterNames.filter((name) => !name.startsWith('codes-'));
    const { moments, series } = await counters.read({ names, step, count, timeZone });
    // Twice as far back: whether few codes are typed in shows beside how many were before.
    const codeNames = ['codes-sent', 'codes-verified'] as const;
    const codes = (await counters.read({ names: codeNames, step, count: 2 * count, timeZone })).series;
    const refusals = await counters.read({
      names: ['codes-refused', 'codes-refused-to'],
      step,
      count,
      timeZone,
    });
    return {
      range,
      step,
      timeZone,
      moments: moments.map((at) => printTime(at)),
      empty: await gauges.isNew(),
      waiting: await gauges.read(),
      signIns: viewSeries(series, 'sign-ins', count),
      registrations: viewSeries(series, 'registrations', count),
      failures: viewFailures(viewSeries(series, 'failures', count)),
      codesSent: viewSeries(codes, 'codes-sent', count),
      codesVerified: viewSeries(codes, 'codes-verified', count),
      codes: { sms: judgeCodes(codes, 'sms', count), email: judgeCodes(codes, 'email', count) },
      codeGuard: viewCodeGuard(await codeGuard.read(), refusals.series, count),
      heartbeats: viewSeries(series, 'heartbeats', count),
      pushesDelivered: viewSeries(series, 'pushes-delivered', count),
      pushesFailed: viewSeries(series, 'pushes-failed', count),
    };
  }

  app.get(
    '/dashboard',
    {
      config,
      schema: {
        tags,
        summary: 'What happened lately, and what waits',
        querystring: Type.Object({ range: Type.Optional(Range) }),
        response: { 200: DashboardView },
      },
    },
    ({ query: { range = '24h' } }) => read(range),
  );

  app.get(
    '/dashboard/waiting',
    { config, schema: { tags, summary: 'What waits for somebody', response: { 200: WaitingView } } },
    () => gauges.read(),
  );

  app.post(
    '/sms-breakers/close',
    {
      config: { access: 'codes:write' },
      schema: {
        tags,
        summary: 'Let SMS to a calling code through again, whatever was not typed in before',
        body: BreakerClosing,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await codeGuard.closeBreaker(request.body.callingCode, operatorOf(request));
      return reply.code(204).send(null);
    },
  );
}
