import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { parsePercent } from '../values.ts';
import { addPair, addReport, addReturn, addStatus, addSwitch } from './control-commands.ts';
import type { ShadowWords } from './shadow-words.ts';

/** `shadow`, `shadow status | report | switch | return | pair` */
export function addShadow(program: Command, cli: Cli): void {
  const shadow = program
    .command('shadow')
    .option('--old <url>', 'the server that is to be replaced, such as http://10.0.0.5:8080', parseServer)
    .option('--contract <name>', 'whose clients come, such as mobile')
    .option('--new <url>', 'our server; without it, the configured one on this machine', parseServer)
    .addOption(
      new Option('--listen <[host:]port>', 'where clients come in')
        .argParser(parsePlace)
        .default({ host: '127.0.0.1', port: 8880 }, '127.0.0.1:8880'),
    )
    .option('--host <name>', 'the Host that both servers see, in place of the one that clients send', parseHost)
    .option('--writes', 'replay what changes something too, sign-ins among them', false)
    .option('--sample <percent>', 'of the reads, how many are replayed', parsePercent, 100)
    .option('--report <file>', 'add each difference, masked, to this file as a line of JSON')
    .option('--ignore <field...>', 'fields that are not compared: a path (data.list[].id) or a last name (id)')
    .option('--old-timeout <seconds>', 'how long the old server may say nothing', parseSeconds, 60)
    .option('--new-timeout <seconds>', 'how long ours may say nothing', parseSeconds, 10)
    .summary('answer clients from the old server, and compare ours')
    .description(
      'Stand between clients and the old server, which answers them as before; ask our server the same, and print where its ' +
        'answers differ, secrets masked. Single endpoints can be switched to ours, and returned at once. SIGTERM ends it with a ' +
        'summary, SIGUSR2 prints one.\n位于客户端与旧服务器之间：由旧服务器应答，同时向本系统重放请求并报告差异（敏感信息已遮盖）；可逐个接口切换到本系统，并随时立即切回。',
    )
    .action(async (words: ShadowWords) => (await import('./run.ts')).runShadow(cli, words));
  for (const add of [addStatus, addReport, addSwitch, addReturn, addPair]) add(shadow, cli);
}

function parseServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!isServer)
    throw new InvalidArgumentError('It must be a server alone, such as http://10.0.0.5:8080, without a path.');
  return url;
}

function parsePlace(text: string): ShadowWords['listen'] {
  const [, host = '127.0.0.1', port = ''] = /^(?:(\[[\da-fA-F:.]+\]|[^:[\]\s]+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw new InvalidArgumentError('It must be a port, or host:port.');
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function parseHost(text: string): string {
  if (!/^[\w.-]+(:\d{1,5})?$/.test(text))
    throw new InvalidArgumentError('It must be a host name, such as api.example.com.');
  return text;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d{1,4}$/.test(text) || seconds < 1 || seconds > 3600) {
    throw new InvalidArgumentError('It must be a whole number of seconds from 1 to 3600.');
  }
  return seconds;
}
