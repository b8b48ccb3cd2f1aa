import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config.ts';
import { contractNames } from '../contracts/names.ts';
import { defaultSettings } from '../core/runtime-settings/definitions.ts';
import { localUrl } from '../start/local-url.ts';
import type { Cli } from './cli.ts';

interface Choices {
  format: 'json' | 'yaml';
  server?: string;
}

/** `openapi` */
export function addOpenapi(program: Command, cli: Cli): void {
  program
    .command('openapi')
    .summary('print the OpenAPI document of a contract')
    .description(
      'Print a contract as an OpenAPI 3.1 document: every operation, answer, error code and example. It needs no server and no database.\n以 OpenAPI 3.1 文档输出一份接口：全部操作、回答、错误码和示例；不需要服务器和数据库。',
    )
    .addArgument(new Argument('<contract>', 'which contract').choices(contractNames))
    .addOption(new Option('--format <format>', 'of the output').choices(['json', 'yaml']).default('json'))
    .option('--server <url>', 'where clients reach the contract; what is configured unless told', parseServer)
    .action(async (contract: string, { format, server = configuredUrl(cli) }: Choices) => {
      // Loaded when needed: help and misuse are answered without them.
      const [{ gatewayDefinitions }, { loadOpenApi }] = await Promise.all([
        import('../gateways/definitions.ts'),
        import('../gateways/openapi/load-openapi.ts'),
      ]);
      const definition = gatewayDefinitions.find(({ name }) => name === contract);
      if (!definition) throw new Error(`no gateway serves ${contract}`);
      const document = await loadOpenApi(definition, server);
      cli.print(format === 'json' ? JSON.stringify(document, null, 2) : await writeYaml(document));
    });
}

function configuredUrl({ environment }: Cli): string {
  const settings = { ...defaultSettings, ...readConfig(environment).given };
  return settings['server.publicUrl'] ?? localUrl(settings['server.host'], settings['server.port']);
}

function parseServer(text: string): string {
  if (!/^https?:\/\/[^\s/?#]+/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It must be an address such as https://accounts.example.com.');
  }
  return text.replace(/\/+$/, '');
}

/** As readers of YAML 1.1 take it, too: to those a plain `2019-05-22 18:20:45` is a date, and no text. */
async function writeYaml(document: object): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(document, { compat: 'yaml-1.1' }).trimEnd();
}
