import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { settleBrokenRestore } from '../backup/broken-restore.ts';
import { clearAbandonedWork } from '../backup/work-folder.ts';
import type { House } from '../compose.ts';
import { type Config, dataPaths, findDoubts, readConfig } from '../config.ts';
import type { Portico } from '../serving/portico.ts';
import { lockDataDir, prepareDataDir } from '../start/data-dir.ts';
import { prepareFirstRun } from '../start/first-run.ts';
import { letAnswersGoFirst } from '../start/hash-threads.ts';
import { releaseIdleMemory } from '../start/idle-memory.ts';
import { hearStopSignals, type StopSignals } from '../start/stop-signals.ts';
import { aloneRole, isFirst, startWorkers, tellReady, type WorkerRole } from '../start/workers.ts';
import { describeCredentials, describeListeners, describeStart } from './banner.ts';
import type { Cli } from './cli.ts';

/** `serve`, and the hidden command of each of its worker processes. */
export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .summary('serve every contract until a stop signal')
    .description(
      'Serve every contract that is on, until SIGTERM, SIGINT or SIGHUP. Behind a balancer PORTICO_DRAIN_DELAY_SECONDS tells how long to go on answering then. PORTICO_WORKERS tells how many processes share the ports.\n启动服务，直到收到 SIGTERM、SIGINT 或 SIGHUP；在负载均衡之后运行时，可用 PORTICO_DRAIN_DELAY_SECONDS 设置停止前继续应答的秒数；PORTICO_WORKERS 设置共用端口的进程数。',
    )
    .action(() => serve(cli, readConfig(cli.environment)));
  program
    .command('serve-worker <index>', { hidden: true })
    .option('--replacement')
    .action((index: string, { replacement = false }: { replacement?: boolean }) =>
      serveAsWorker(cli, { index: Number(index), isReplacement: replacement }),
    );
}

async function serve(cli: Cli, config: Config): Promise<void> {
  const signals = hearStopSignals();
  prepareDataDir(config.dataDir);
  const unlock = lockDataDir(config.dataDir);
  try {
    if (config.workers > 1) await serveWithWorkers(cli, config, signals);
    else await serveUntilTold(cli, config, { signals, role: aloneRole });
    cli.say('Stopped. / 已停止。');
  } finally {
    unlock();
  }
}

async function serveWithWorkers(cli: Cli, config: Config, signals: StopSignals): Promise<void> {
  const workers = await startWorkers(config.workers, (index) =>
    cli.say(`warning: worker ${index} fell over, and is started again / 工作进程 ${index} 意外退出，正在重新启动`),
  );
  signals.first.then(workers.stop);
  signals.again.then(() => signals.first).then(workers.stop);
  await workers.ended;
}

/** What is the same for all of them, the first one says. */
async function serveAsWorker(cli: Cli, role: WorkerRole): Promise<void> {
  const silent: Cli = { ...cli, print: () => undefined, say: () => undefined };
  try {
    await serveUntilTold(isFirst(role) ? cli : silent, readConfig(cli.environment), {
      signals: hearStopSignals(),
      role,
    });
  } finally {
    // The channel to whoever started it would keep it alive.
    process.channel?.unref();
  }
}

interface Serving {
  signals: StopSignals;
  role: WorkerRole;
}

async function serveUntilTold(cli: Cli, config: Config, serving: Serving): Promise<void> {
  const portico = await start(cli, config, serving);
  if (portico) await stopWhenTold(cli, portico, config.drainDelaySeconds, serving.signals);
}

/** Answers undefined where it was told to stop before it was open. */
async function start(cli: Cli, config: Config, { signals, role }: Serving): Promise<Portico | undefined> {
  const { openHouse } = await import('../compose.ts');
  const { servePortico } = await import('../serving/portico.ts');
  const prepares = isFirst(role);
  const broken = prepares ? clearAbandonedWork(config.dataDir) : undefined;
  const house = await openHouse(config);
  try {
    if (broken) cli.say(`warning: ${await settleBrokenRestore(config, broken)}`);
    for (const line of describeStart(config)) cli.print(line);
    if (prepares) await showCredentials(cli, house);
    if (signals.received) {
      await house.close();
      return undefined;
    }
    const portico = await servePortico(house, role);
    const doubts = findDoubts(config, house.core.runtimeSettings.current());
    for (const warning of [...config.warnings, ...doubts, ...portico.nodeProblems]) cli.say(`warning: ${warning}`);
    tellReady();
    for (const line of describeListeners(portico)) cli.print(line);
    releaseIdleMemory();
    await letAnswersGoFirst();
    return portico;
  } catch (error) {
    await house.close();
    throw error;
  }
}

async function stopWhenTold(cli: Cli, portico: Portico, delaySeconds: number, signals: StopSignals): Promise<void> {
  const signal = await signals.first;
  if (delaySeconds > 0) {
    cli.say(
      `Draining (${signal}): /readyz says no, and everything is served for ${delaySeconds} s more; a second signal ends that. / 正在排空，${delaySeconds} 秒后停止；再次发送信号可立即停止。`,
    );
    portico.announceEnd();
    // Unreferenced, or it would keep a process alive that has ended its wait.
    await Promise.race([sleep(delaySeconds * 1_000, undefined, { ref: false }), signals.again]);
  }
  cli.say(`Stopping (${signal}): requests in flight get 10 s at most. / 正在停止。`);
  await portico.close();
}

/** Before the listeners open: what was made is shown even where a port is taken. */
async function showCredentials(cli: Cli, house: House): Promise<void> {
  const made = await prepareFirstRun(house);
  for (const line of describeCredentials(made, dataPaths(house.config.dataDir).credentials)) cli.print(line);
}
