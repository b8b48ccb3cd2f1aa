import type { Command } from 'commander';
import { settleBrokenRestore } from '../backup/broken-restore.ts';
import { clearAbandonedWork } from '../backup/work-folder.ts';
import type { House } from '../compose.ts';
import { type Config, dataPaths, findDoubts, readConfig } from '../config.ts';
import type { Portico } from '../serving/portico.ts';
import { lockDataDir, prepareDataDir } from '../start/data-dir.ts';
import { prepareFirstRun } from '../start/first-run.ts';
import { describeCredentials, describeListeners, describeStart } from './banner.ts';
import type { Cli } from './cli.ts';

/** `serve` */
export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .summary('serve every contract until a stop signal')
    .description(
      'Serve every contract that is on, until SIGTERM, SIGINT or SIGHUP.\n启动服务，直到收到 SIGTERM、SIGINT 或 SIGHUP。',
    )
    .action(() => serve(cli, readConfig(cli.environment)));
}

async function serve(cli: Cli, config: Config): Promise<void> {
  const stopSignal = awaitStopSignal();
  prepareDataDir(config.dataDir);
  const unlock = lockDataDir(config.dataDir);
  try {
    const portico = await start(cli, config);
    cli.say(`Stopping (${await stopSignal}): requests in flight get 10 s at most. / 正在停止。`);
    await portico.close();
    cli.say('Stopped. / 已停止。');
  } finally {
    unlock();
  }
}

/** Resolves at the first signal; further ones are heard and ignored, so that none cuts the orderly end short. */
function awaitStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, resolve);
  });
}

async function start(cli: Cli, config: Config): Promise<Portico> {
  const { openHouse } = await import('../compose.ts');
  const { servePortico } = await import('../serving/portico.ts');
  const broken = clearAbandonedWork(config.dataDir);
  const house = await openHouse(config);
  try {
    if (broken) cli.say(`warning: ${await settleBrokenRestore(config, broken)}`);
    for (const line of describeStart(config)) cli.print(line);
    await showCredentials(cli, house);
    const portico = await servePortico(house);
    const doubts = findDoubts(config, house.core.runtimeSettings.current());
    for (const warning of [...config.warnings, ...doubts]) cli.say(`warning: ${warning}`);
    for (const line of describeListeners(portico)) cli.print(line);
    return portico;
  } catch (error) {
    await house.close();
    throw error;
  }
}

/** Before the listeners open: what was made is shown even where a port is taken. */
async function showCredentials(cli: Cli, house: House): Promise<void> {
  const made = await prepareFirstRun(house);
  for (const line of describeCredentials(made, dataPaths(house.config.dataDir).credentials)) cli.print(line);
}
