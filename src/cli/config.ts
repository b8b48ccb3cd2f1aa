import type { Command } from 'commander';
import { type Config, contractNames, readConfig } from '../config.ts';
import type { Cli } from './cli.ts';
import { formatTable } from './table.ts';

/** `config check` */
export function addConfig(program: Command, cli: Cli): void {
  program
    .command('config')
    .summary('check the configuration')
    .description('The configuration, which is the environment (PORTICO_…).\n配置（环境变量）。')
    .command('check')
    .summary('print what is in force, or every problem')
    .description('Print what is in force, secrets left out, or every problem, one a line.\n检查配置。')
    .action(() => {
      const config = readConfig(cli.environment);
      for (const warning of config.warnings) cli.say(`warning: ${warning}`);
      for (const line of formatTable(describe(config))) cli.print(line);
    });
}

function describe(config: Config): string[][] {
  const secret = (value: unknown): string => (value === undefined ? 'not set' : 'set');
  const contracts = contractNames.map((name) => {
    const { enabled, hardened, port, hostName } = config.contracts[name];
    const words = [enabled ? 'on' : 'off', ...(hardened ? ['hardened'] : []), port && `port ${port}`, hostName];
    return [name, words.filter(Boolean).join(', ')];
  });
  return [
    ['mode', config.mode],
    ['data directory', config.dataDir],
    ['listens on', `${config.host}:${config.port}`],
    ['public URL', config.publicUrl ?? 'not set'],
    ['time zone', config.timeZone],
    ['messages', config.outbound],
    ['first owner', `${config.ownerHandle}, password ${secret(config.ownerPassword)}`],
    ['root key', config.rootSecrets ? `set, ${config.rootSecrets.length} in the ring` : 'kept in the data directory'],
    ['panel token', secret(config.panelToken)],
    ['blog key', secret(config.blogKey)],
    ...contracts,
  ];
}
