import type { Command } from 'commander';
import { namedSenders } from '../config/channels.ts';
import { type Config, ConfigError, findDoubts, readConfig } from '../config.ts';
import { contractNames } from '../contracts/names.ts';
import {
  defaultSettings,
  definitions,
  type SettingName,
  type SettingValue,
  type SettingValues,
  settingsOf,
} from '../core/runtime-settings/definitions.ts';
import type { SettingState } from '../core/runtime-settings/runtime-settings.ts';
import { type Cli, withExistingHouse } from './cli.ts';
import { formatTable } from './table.ts';

/** `config check | show` */
export function addConfig(program: Command, cli: Cli): void {
  const config = program
    .command('config')
    .summary('check the configuration, show what is in force')
    .description(
      'The configuration: the environment (PORTICO_…), then portico.toml, then what was changed in the console.\n配置：环境变量，其次是 portico.toml，最后是控制台中的设置。',
    );
  config
    .command('check')
    .summary('print what the environment and the file say, or every problem')
    .description(
      'Print what the environment and the file say, secrets left out, or every problem, one a line.\n检查环境变量和配置文件。',
    )
    .action(async () => {
      const config = readConfig(cli.environment);
      const settings = { ...defaultSettings, ...config.given };
      const warnings = [...config.warnings, ...findDoubts(config, settings)];
      const problems = await findEndpointProblems(settings);
      if (problems.length > 0) throw new ConfigError(problems, warnings);
      for (const warning of warnings) cli.say(`warning: ${warning}`);
      for (const line of formatTable(describe(config))) cli.print(line);
    });
  config
    .command('show')
    .summary('print every setting, and who decided it')
    .description(
      'Print every setting that the console shows, its value and who decided it; then what the environment and the file say, secrets masked.\n列出全部设置及其来源，以及环境变量和配置文件的内容（机密已隐去）。',
    )
    .action(async () => {
      const { settings } = await withExistingHouse(cli, ({ core }) => core.runtimeSettings.describe());
      const rows = settings.map(({ name, value, source }) => [name, printValue(value), printSource(name, source)]);
      for (const line of formatTable([['setting', 'value', 'decided by'], ...rows])) cli.print(line);
      for (const line of ['', ...describeReadings(readConfig(cli.environment))]) cli.print(line);
    });
}

/** Deprecated endpoints that their contract has not, for which the server would not start. */
async function findEndpointProblems(settings: SettingValues): Promise<string[]> {
  const told = contractNames.filter((name) => settingsOf(settings, name).deprecatedEndpoints !== null);
  if (told.length === 0) return [];
  // Loaded when needed: most configurations name none.
  const [{ gatewayDefinitions }, { collectRouteInputs }, { findStrangeEndpoints, findSunsetNotice }] =
    await Promise.all([
      import('../gateways/definitions.ts'),
      import('../gateways/route-inputs.ts'),
      import('../gateways/sunset-headers.ts'),
    ]);
  const problems: string[] = [];
  for (const definition of gatewayDefinitions.filter(({ name }) => told.includes(name))) {
    const notice = findSunsetNotice(settingsOf(settings, definition.name));
    const routes = (await collectRouteInputs(definition)).map(({ method, path }) => `${method} ${path}`);
    const { variable } = definitions[`${definition.name}.deprecatedEndpoints`];
    for (const endpoint of notice ? findStrangeEndpoints(notice, routes) : []) {
      problems.push(`${variable} names ${endpoint}, which the contract has not; it has ${routes.join(', ')}`);
    }
  }
  return problems;
}

/** What was said in the environment or a file, the console's settings among them; secrets masked. */
function describeReadings({ readings }: Config): string[] {
  return formatTable([
    ['variable', 'value', 'said in'],
    ...readings.map(({ variable, shown, source }) => [variable, shown, source]),
  ]);
}

function describe(config: Config): string[][] {
  const secret = (value: unknown): string => (value === undefined ? 'not set' : 'set');
  const settings = { ...defaultSettings, ...config.given };
  const senders = namedSenders(config);
  const contracts = contractNames.map((name) => {
    const { enabled, hardened, port, hostName } = settingsOf(settings, name);
    const words = [enabled ? 'on' : 'off', ...(hardened ? ['hardened'] : []), port && `port ${port}`, hostName];
    return [name, words.filter(Boolean).join(', ')];
  });
  return [
    ['mode', config.mode],
    ['data directory', config.dataDir],
    ['files', describeFiles(config)],
    ['listens on', `${settings['server.host']}:${settings['server.port']}`],
    ['public URL', settings['server.publicUrl'] ?? 'not set'],
    ['time zone', settings['server.timeZone']],
    ['SMS', senders.sms ?? config.outbound],
    ['mails', senders.email ?? config.outbound],
    ['pushes', senders.push ?? config.outbound],
    ['Redis', config.redis?.shown ?? 'not set'],
    ['backups', describeBackups(config)],
    ['first owner', `${config.ownerHandle}, password ${secret(config.ownerPassword)}`],
    ['root key', config.rootSecrets ? `set, ${config.rootSecrets.length} in the ring` : 'kept in the data directory'],
    ['panel token', secret(config.panelToken)],
    ['blog key', secret(config.blogKey)],
    ...contracts,
  ];
}

function describeBackups({ backup: { schedule, shelf, keys } }: Config): string {
  const when = schedule === undefined ? 'by hand' : `scheduled (${schedule})`;
  return [
    when,
    ...(shelf === undefined ? [] : [`to ${typeof shelf === 'string' ? shelf : `bucket ${shelf.bucket}`}`]),
    ...(keys ? ['encrypted'] : []),
  ].join(', ');
}

function describeFiles({ storage }: Config): string {
  if (!storage) return 'in the data directory';
  const { bucket, prefix, region, endpoint, downloads } = storage;
  const how = downloads === 'redirect' ? 'callers are redirected to it' : 'sent through Portico';
  return `bucket ${bucket}${prefix && `, below ${prefix}/`}, ${endpoint ?? `AWS ${region}`}, ${how}`;
}

function printValue(value: SettingValue): string {
  const text = value === null ? 'none' : String(value);
  return text.startsWith('data:') ? `a picture of ${text.length} characters` : text;
}

function printSource(name: SettingName, source: SettingState['source']): string {
  return source === 'environment' ? String(definitions[name].variable) : source;
}
