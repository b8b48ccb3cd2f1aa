import { type Command, InvalidArgumentError } from 'commander';
import type { WebhookEndpoint, WebhookEvent } from '../core/webhooks/webhooks.ts';
import { webhookEvents } from '../core/webhooks/webhooks.ts';
import { StartError } from '../start/start-error.ts';
import { type Cli, cliActor, withExistingHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';
import { parseId, parseName } from './values.ts';

interface Options {
  url: string;
  events: WebhookEvent[];
  description: string;
}

const by = { actor: cliActor };
const header = ['id', 'goes to', 'description', 'events', 'state', 'failures', 'created'];

/** `webhook list | create | test` */
export function addWebhook(program: Command, cli: Cli): void {
  const webhook = program
    .command('webhook')
    .summary('list, make and try the systems that are told what happens')
    .description('Systems that are told what happens here.\n事件通知的接收端。');
  webhook
    .command('list')
    .summary('print every endpoint, and how it fares')
    .description('Print every endpoint, as far as its host, and how it fares.\n列出全部接收端及其状态。')
    .action(async () => {
      const rows = await withExistingHouse(cli, ({ core }) => core.webhooks.endpoints.list());
      for (const line of formatTable([header, ...rows.map(toRow)])) cli.print(line);
    });
  webhook
    .command('create')
    .summary('make an endpoint and print its secret alone')
    .description(
      'Make an endpoint and print its secret alone; it is never shown again.\n新增接收端，签名密钥只显示这一次。',
    )
    .requiredOption('--url <url>', 'where requests go; loopback and private addresses only where that is allowed')
    .option('--events <events>', `with commas between them: ${webhookEvents.join(', ')}`, parseEvents, [
      ...webhookEvents,
    ])
    .option('--description <text>', 'what it is for', parseName, '')
    .action(async ({ url, events, description }: Options) => {
      const made = await withExistingHouse(cli, ({ core }) =>
        core.webhooks.endpoints.create({ url: url.trim(), events, description }, by),
      );
      cli.say(`Webhook ${made.id} is told from now on.`);
      cli.print(made.secret);
    });
  webhook
    .command('test')
    .argument('<id>', 'of the endpoint', parseId)
    .summary('send a webhook.test, and print what came of it')
    .description('Send a webhook.test at once, and print what came of it.\n立即发送一条测试消息。')
    .action(async (id: number) => {
      const { tries } = await withExistingHouse(cli, ({ core }) => core.webhooks.deliveries.test(id, by));
      const {
        status,
        failure,
        duration_ms: durationMs,
      } = tries[0] ?? { status: null, failure: 'gone', duration_ms: 0 };
      const outcome = `${status ?? 'no answer'} in ${durationMs} ms`;
      if (failure !== null) throw new StartError(`it did not arrive: ${failure}, ${outcome}`);
      cli.print(`arrived: ${outcome}`);
    });
}

/** Never the whole URL: many a one carries a secret. */
function toRow({ id, origin, description, events, state, failures, createdAt }: WebhookEndpoint): string[] {
  return [String(id), origin, description, events.join(','), state, String(failures), printTime(createdAt)];
}

function parseEvents(text: string): WebhookEvent[] {
  const events = text.split(',').map((event) => event.trim());
  const unknown = events.find((event) => !webhookEvents.includes(event as WebhookEvent));
  if (unknown !== undefined) throw new InvalidArgumentError(`The events are: ${webhookEvents.join(', ')}.`);
  return [...new Set(events as WebhookEvent[])];
}
