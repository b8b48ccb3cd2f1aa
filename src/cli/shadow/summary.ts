import type { Obstacle } from '../../shadow/figures.ts';
import type { EndpointStatus, ShadowStatus } from '../../shadow/status.ts';
import { formatTable } from '../table.ts';

/** Why something was not compared, and what could be done about it. */
const reasons: Record<Obstacle, string> = {
  'a write': 'it changes something; --writes replays it / 写入请求，加 --writes 可重放',
  'no pair of tokens':
    'ours does not know the token; with --writes sign-ins are replayed, and pair them / 本系统没有对应的令牌',
  'a code or captcha': 'only the server that gave it out knows it / 验证码只有发出它的服务器知道',
  'would send a code': 'people would get two / 重放会重复发送验证码',
  'body too large': 'above 1 MiB, or not read to its end / 内容过大',
  'not changed since': '304 leaves nothing to compare / 304 没有内容',
  'not in the sample': '--sample left it out / 未被抽样',
  'too many at once': '64 replays were under way / 同时重放的请求过多',
  'client went away': 'before it had the answer / 客户端提前断开',
  'no answer': 'one of the servers gave none / 服务器没有应答',
};

/** The figures of a proxy, as lines for people. */
export function describeSummary(status: ShadowStatus): string[] {
  const { contract, listens, old, new: ours, since, differences, endpoints, switched } = status;
  return [
    `${contract}  ${listens}  old ${old}  new ${ours}  since ${since}  writes ${status.replaysWrites ? 'replayed' : 'not replayed'}  sample ${status.samplePercent} %`,
    ...(endpoints.length > 0 ? formatTable([header, ...endpoints.map(toRow)]) : ['No request yet. / 尚无请求。']),
    ...describeReasons(endpoints),
    `kinds of differences / 差异种类: ${differences}; answered by ours / 由本系统应答: ${switched.join(', ') || '-'}`,
  ];
}

const header = [
  'endpoint',
  'by',
  'requests',
  'answered old/new',
  'replayed',
  'same',
  'different',
  'not compared',
  'failed old/new',
  'old p50/p95 ms',
  'new p50/p95 ms',
];

function toRow({
  endpoint,
  answeredBy,
  requests,
  answered,
  replayed,
  same,
  different,
  notCompared,
  failed,
  latencyMs,
}: EndpointStatus): string[] {
  const left = Object.values(notCompared).reduce((sum, count) => sum + count, 0);
  const counts = [replayed, same, different, left].map(String);
  const latencies = [latencyMs.old, latencyMs.new].map(({ p50, p95 }) => `${printMs(p50)}/${printMs(p95)}`);
  return [
    endpoint,
    answeredBy,
    String(requests),
    `${answered.old}/${answered.new}`,
    ...counts,
    `${failed.old}/${failed.new}`,
    ...latencies,
  ];
}

function printMs(ms: number | null): string {
  return ms === null ? '-' : ms.toFixed(1);
}

function describeReasons(endpoints: readonly EndpointStatus[]): string[] {
  const counts = new Map<Obstacle, number>();
  for (const { notCompared } of endpoints) {
    for (const [reason, count] of Object.entries(notCompared) as Array<[Obstacle, number]>) {
      counts.set(reason, (counts.get(reason) ?? 0) + count);
    }
  }
  return [...counts].map(([reason, count]) => `  not compared: ${count} × ${reason}: ${reasons[reason]}`);
}
