import type { DifferenceRecord } from '../../shadow/differences.ts';
import type { ShadowTold } from '../../shadow/shadow-options.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';

/** Writes what a proxy has to tell, as it happens. */
export interface Display {
  showDifference(record: DifferenceRecord): void;
  tell(told: ShadowTold): void;
}

// A server that is away fails with every request.
const failureEveryMs = 10_000;
const names = { old: 'the old server / 旧服务器', new: 'our server / 本系统' } as const;

/** Differences are results; failures are talk, one line in ten seconds for each server. */
export function createDisplay(cli: Cli): Display {
  const failures = {
    old: { saidAt: Number.NEGATIVE_INFINITY, since: 0 },
    new: { saidAt: Number.NEGATIVE_INFINITY, since: 0 },
  };
  return {
    showDifference: (record) => cli.print(describeDifference(record)),
    tell(told) {
      if (told.event === 'returned') {
        cli.say(
          `WARNING: ${told.endpoint} has returned to the old server, since ours failed too often in a row / 本系统连续失败，该接口已自动切回旧服务器`,
        );
      } else if (told.event === 'fault') {
        cli.say(`error: ${describeFault(told.error)}`);
      } else {
        const failure = failures[told.side];
        failure.since += 1;
        if (performance.now() - failure.saidAt < failureEveryMs) return;
        cli.say(`warning: ${names[told.side]} ${told.reason} (${failure.since} requests since this was said last)`);
        Object.assign(failure, { saidAt: performance.now(), since: 0 });
      }
    },
  };
}

/** Others than ours may quote what they failed at. */
function describeFault(error: unknown): string {
  if (error instanceof StartError) return error.message;
  return `a comparison failed: ${error instanceof Error ? error.name : 'fault'}`;
}

/** `differs / 不一致  GET /api/faq  data.data[].title  value  old "标题"  new "题目"` */
function describeDifference({ endpoint, field, kind, old, new: ours }: DifferenceRecord): string {
  return `differs / 不一致  ${endpoint}  ${field}  ${kind}  old ${old}  new ${ours}`.replace(/\p{Cc}/gu, ' ');
}
