import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';
import { startRedis, type TestRedis } from './redis.ts';

interface Context {
  after(ending: () => Promise<void>): void;
}

const host = '127.0.0.1';
const slots = 16_384;

/** Three masters that share the keys; with `replicas`, as many more that follow them, one each. */
export async function startRedisCluster(context: Context, { replicas = false } = {}) {
  // Without a node that is taken for dead the others answer nobody, and nobody is to take its place: it is not looked for.
  const nodeTimeout = replicas ? '2000' : '60000';
  const start = async () => {
    const busPort = await findFreePort();
    const options = [
      '--cluster-enabled',
      'yes',
      '--cluster-node-timeout',
      nodeTimeout,
      '--cluster-port',
      String(busPort),
    ];
    return { node: await startRedis(context, { options }), busPort };
  };
  const started = [];
  for (let count = 0; count < (replicas ? 6 : 3); count += 1) started.push(await start());
  const [first] = started.map(({ node }) => node) as [TestRedis, ...TestRedis[]];
  const masters = started.slice(0, 3);
  for (const [index, { node }] of masters.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((slots * part) / 3));
    await node.command('CLUSTER', 'ADDSLOTSRANGE', from as number, (to as number) - 1);
  }
  for (const { node, busPort } of started) await first.command('CLUSTER', 'MEET', host, node.port, busPort);
  await each(started, async ({ node }) => String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  await each(started, async ({ node }) =>
    String(await node.command('CLUSTER', 'INFO')).includes(`cluster_known_nodes:${started.length}`),
  );
  for (const [index, { node }] of started.slice(3).entries()) {
    await node.command('CLUSTER', 'REPLICATE', String(await masters[index]?.node.command('CLUSTER', 'MYID')));
    await each([node], async () => String(await node.command('INFO', 'replication')).includes('master_link_status:up'));
  }
  const nodes = started.map(({ node }) => node);
  return { nodes, url: `redis+cluster://${nodes.map(({ port }) => `${host}:${port}`).join(',')}` };
}

/** A master, a replica that follows it, and three sentinels that make the replica the master when the master is gone for 3 s. */
export async function startRedisSentinels(context: Context) {
  const master = await startRedis(context);
  const replica = await startRedis(context, { options: ['--replicaof', `${host} ${master.port}`] });
  await each([replica], async () =>
    String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
  );
  const sentinels: TestRedis[] = [];
  for (let count = 0; count < 3; count += 1) sentinels.push(await startSentinel(context, master.port));
  await each(sentinels, async (sentinel) => {
    const [others, replicas] = [
      await sentinel.command('SENTINEL', 'SENTINELS', 'mymaster'),
      await sentinel.command('SENTINEL', 'REPLICAS', 'mymaster'),
    ] as unknown[][];
    return others?.length === 2 && replicas?.length === 1;
  });
  const hosts = sentinels.map(({ port }) => `${host}:${port}`).join(',');
  return { master, replica, sentinels, url: `redis+sentinel://${hosts}/mymaster/0` };
}

async function startSentinel(context: Context, masterPort: number): Promise<TestRedis> {
  const port = await findFreePort();
  const file = [
    `port ${port}`,
    `bind ${host}`,
    `sentinel monitor mymaster ${host} ${masterPort} 2`,
    'sentinel down-after-milliseconds mymaster 3000',
    'sentinel failover-timeout mymaster 2000',
  ];
  const sentinel = await startRedis(context, { port, file: `${file.join('\n')}\n`, options: ['--sentinel'] });
  // They find out faster, and a machine that is held up is not taken for a broken clock, after which they do nothing for 30 s.
  await sentinel.command(...'SENTINEL DEBUG INFO-PERIOD 300 PUBLISH-PERIOD 200 TILT-TRIGGER 60000'.split(' '));
  return sentinel;
}

/** Waits, for 20 s at most, until it is so for each. */
async function each<T>(those: readonly T[], isSo: (one: T) => Promise<boolean>): Promise<void> {
  for (const one of those) {
    for (const deadline = Date.now() + 20_000; !(await isSo(one)); await delay(50)) {
      if (Date.now() > deadline) throw new Error('Redis servers did not find together');
    }
  }
}
