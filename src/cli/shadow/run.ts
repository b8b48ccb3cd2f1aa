import { InvalidArgumentError } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { defaultSettings } from '../../core/runtime-settings/definitions.ts';
import { gatewayDefinitions } from '../../gateways/definitions.ts';
import type { GatewayDefinition } from '../../gateways/gateway.ts';
import { createTrustedProxies } from '../../http/trusted-proxies.ts';
import { shadowPlaces } from '../../shadow/places.ts';
import { openReportFile, type ReportFile } from '../../shadow/report-file.ts';
import { openShadow, type Shadow } from '../../shadow/shadow.ts';
import { prepareDataDir } from '../../start/data-dir.ts';
import { localUrl } from '../../start/local-url.ts';
import { hearStopSignals } from '../../start/stop-signals.ts';
import type { Cli } from '../cli.ts';
import { createDisplay } from './display.ts';
import type { ShadowWords } from './shadow-words.ts';
import { describeSummary } from './summary.ts';

/** Runs the proxy until a stop signal. */
export async function runShadow(cli: Cli, words: ShadowWords): Promise<void> {
  if (!words.old) throw new InvalidArgumentError('Say which server is to be replaced: --old http://10.0.0.5:8080.');
  if (words.contract === undefined) throw new InvalidArgumentError('Say whose clients come: --contract mobile.');
  const contract = findContract(words.contract);
  const config = readConfig(cli.environment);
  const server = words.new ?? findOwnServer(config);
  const signals = hearStopSignals();
  prepareDataDir(config.dataDir);
  const report = words.report === undefined ? undefined : await openReportFile(words.report);
  try {
    const shadow = await open(cli, { ...words, old: words.old, new: server }, { config, contract, report });
    tellStart(cli, shadow, config, words);
    const showSummary = (): void => {
      for (const line of describeSummary(shadow.status())) cli.print(line);
    };
    process.on('SIGUSR2', showSummary);
    const signal = await signals.first;
    cli.say(`Stopping (${signal}): requests in flight get 10 s at most. / 正在停止。`);
    process.off('SIGUSR2', showSummary);
    await shadow.close();
    showSummary();
  } finally {
    await report?.close();
  }
}

type Chosen = ShadowWords & { old: URL; new: URL };

interface Surroundings {
  config: Config;
  contract: GatewayDefinition;
  report: ReportFile | undefined;
}

function open(cli: Cli, chosen: Chosen, { config, contract, report }: Surroundings): Promise<Shadow> {
  const display = createDisplay(cli);
  return openShadow({
    contract,
    old: chosen.old,
    new: chosen.new,
    listen: chosen.listen,
    host: chosen.host,
    replaysWrites: chosen.writes,
    samplePercent: chosen.sample,
    ignored: chosen.ignore ?? [],
    silenceMs: { old: chosen.oldTimeout * 1000, new: chosen.newTimeout * 1000 },
    trustedProxies: config.trustedProxies,
    places: shadowPlaces(config.dataDir, contract.name),
    onTold: display.tell,
    onDifference(record, isNew) {
      report?.write(record);
      if (isNew) display.showDifference(record);
    },
  });
}

function findContract(name: string): GatewayDefinition {
  const found = gatewayDefinitions.find((definition) => definition.name === name);
  if (found) return found;
  const names = gatewayDefinitions.map((definition) => definition.name).join(', ');
  throw new InvalidArgumentError(`There is no contract ${name}. The contracts are: ${names}.`);
}

/** Where the configured server's main port is, which serves every contract by its paths (R6). */
function findOwnServer({ given }: Config): URL {
  const { 'server.host': host, 'server.port': port } = { ...defaultSettings, ...given };
  if (port === 0)
    throw new InvalidArgumentError('PORTICO_PORT leaves the port to the system: say --new http://127.0.0.1:PORT.');
  return new URL(localUrl(host, port));
}

function tellStart(cli: Cli, shadow: Shadow, config: Config, words: ShadowWords): void {
  const { contract, old, new: ours, switched } = shadow.status();
  cli.say(
    `Shadowing ${contract}: clients come to ${shadow.url}, ${old} answers, ${ours} is compared. / 影子代理已就绪。`,
  );
  if (switched.length > 0) cli.say(`Answered by ours, as before: ${switched.join(', ')} / 以上接口仍由本系统应答。`);
  if (!words.writes) {
    cli.say(
      'Reads alone are replayed; with --writes sign-ins are too, and tokens are paired. / 仅重放读取请求；加 --writes 可同时重放登录等写入请求。',
    );
  }
  const believes = createTrustedProxies(config.trustedProxies).has('127.0.0.1');
  if (!words.new && !believes) {
    cli.say(
      'warning: our server does not know this proxy: with PORTICO_TRUSTED_PROXIES=127.0.0.1 it counts each client by its own address',
    );
  }
}
