import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { settleBrokenRestore } from '../backup/broken-restore.ts';
import { clearAbandonedWork } from '../backup/work-folder.ts';
import type { House } from '../compose.ts';
import { type Config, dataPaths, findDoubts, readConfig } from '../config.ts';
import type { Portico } from '../serving/portico.ts';
import { lockDataDir, prepareDataDir } from '../start/data-dir.ts';
import { prepareFirstRun } from '../start/first-run.ts';
import { hearStopSignals, type StopSignals } from '../start/stop-signals.ts';
import { describeCredentials, describeListeners, describeStart } from './banner.ts';
import type { Cli } from './cli.ts';

/** `serve` */
export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .summary('serve every contract until a stop signal')
    .description(
      'Serve every contract that is on, until SIGTERM, SIGINT or SIGHUP. Behind a balancer PORTICO_DRAIN_DELAY_SECONDS tells how long to go on answering then.\n启动服务，直到收到 SIGTERM、SIGINT 或 SIGHUP；在负载均衡之后运行时，可用 PORTICO_DRAIN_DELAY_SECONDS 设置停止前继续应答的秒数。',
    )
    .action(() => serve(cli, readConfig(cli.environment)));
}

async function serve(cli: Cli, config: Config): Promise<void> {
  const signals = hearStopSignals();
  prepareDataDir(config.dataDir);
  const unlock = lockDataDir(config.dataDir);
  try {
    const portico = await start(cli, config, signals);
    if (portico) await stopWhenTold(cli, portico, config.drainDelaySeconds, signals);
    cli.say('Stopped. / 已停止。');
  } finally {
    unlock();
  }
}

/** Answers undefined where it was told to stop before it was open. */
async function start(cli: Cli, config: Config, signals: StopSignals): Promise<Portico | undefined> {
  const { openHouse } = await import('../compose.ts');
  const { servePortico } = await import('../serving/portico.ts');
  const broken = clearAbandonedWork(config.dataDir);
  const house = await openHouse(config);
  try {
    if (broken) cli.say(`warning: ${await settleBrokenRestore(config, broken)}`);
    for (const line of describeStart(config)) cli.print(line);
    await showCredentials(cli, house);
    if (signals.received) {
      await house.close();
      return undefined;
    }
    const portico = await servePortico(house);
    const doubts = findDoubts(config, house.core.runtimeSettings.current());
    for (const warning of [...config.warnings, ...doubts, ...portico.nodeProblems]) cli.say(`warning: ${warning}`);
    for (const line of describeListeners(portico)) cli.print(line);
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
