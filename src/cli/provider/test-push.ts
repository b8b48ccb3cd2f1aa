import { type Command, Option } from 'commander';
import type { PushOutcome } from '../../core/ports.ts';
import { randomAlphanumeric } from '../../core/random.ts';
import { pushVendorNames } from '../../providers/push/vendor-names.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';
import { withOutside } from './with-outside.ts';

interface Options {
  clientId: string;
  clientType: 'android' | 'ios';
  vendor?: string;
  title: string;
  body: string;
}

const keyLength = 22;
const longestMs = 30_000;

/** `provider test push` */
export function addTestPush(test: Command, cli: Cli): void {
  test
    .command('push')
    .summary('send one push to a device')
    .description('Send one push to a device, bound or not.\n向一台设备发送测试推送。')
    .requiredOption('--client-id <id>', 'the device’s token at its vendor')
    .addOption(new Option('--client-type <type>', 'whose vendor').choices(['android', 'ios']).makeOptionMandatory(true))
    .addOption(new Option('--vendor <vendor>', 'another vendor than the configured one').choices(pushVendorNames))
    .option('--title <title>', 'its first line', 'Portico')
    .option('--body <body>', 'its text', '测试推送 / A test')
    .action((options: Options) => sendPush(cli, options));
}

async function sendPush(cli: Cli, { clientId, clientType, vendor, title, body }: Options): Promise<void> {
  const message = { pushId: 0, title, body, key: randomAlphanumeric(keyLength) };
  const devices = [{ id: 1, clientId, clientType }];
  const outcomes = await withOutside(through(cli, clientType, vendor), ({ push }) =>
    push.send(message, devices, AbortSignal.timeout(longestMs)).catch((error: Error) => {
      throw new StartError(`not sent: ${error.message}`, error);
    }),
  );
  const outcome: PushOutcome = outcomes.get(1) ?? { result: 'failed', reason: 'no answer for the device' };
  cli.print(JSON.stringify(outcome));
  if (outcome.result !== 'delivered') throw new StartError(`not delivered: ${outcome.result}`);
}

/** The same command line, configured for that vendor. */
function through(cli: Cli, clientType: Options['clientType'], vendor: string | undefined): Cli {
  if (vendor === undefined) return cli;
  const variable = { android: 'PORTICO_PUSH_ANDROID', ios: 'PORTICO_PUSH_IOS' }[clientType];
  return { ...cli, environment: { ...cli.environment, [variable]: vendor } };
}
