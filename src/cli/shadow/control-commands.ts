import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Side } from '../../shadow/sides.ts';
import type { Cli } from '../cli.ts';

interface Globals {
  contract?: string;
  json: boolean;
}

const contractOption = ['--contract <name>', 'which proxy, where several run'] as const;
// What follows is loaded when it is asked for: no other command needs it.
const actions = () => import('./control-actions.ts');

/** `shadow status` */
export function addStatus(shadow: Command, cli: Cli): void {
  shadow
    .command('status')
    .option(...contractOption)
    .option('--json', 'as JSON, one line for each proxy', false)
    .summary('print what running proxies have done so far')
    .description(
      'Print what each running proxy has done so far: by endpoint, who answers, what was compared, and how fast both were.\n显示运行中的影子代理的统计：各接口由谁应答、比较结果与耗时。',
    )
    .action(async (_options: object, command: Command) =>
      (await actions()).printStatus(cli, command.optsWithGlobals<Globals>()),
    );
}

/** `shadow report` */
export function addReport(shadow: Command, cli: Cli): void {
  shadow
    .command('report')
    .option(...contractOption)
    .option('--json', 'as JSON, one line for each kind of difference', false)
    .summary('print every kind of difference so far')
    .description(
      'Print every kind of difference that running proxies have seen, by endpoint and field, with one masked example.\n按接口和字段列出影子代理发现的全部差异及一个已遮盖的示例。',
    )
    .action(async (_options: object, command: Command) =>
      (await actions()).printReport(cli, command.optsWithGlobals<Globals>()),
    );
}

/** `shadow switch` */
export function addSwitch(shadow: Command, cli: Cli): void {
  shadow
    .command('switch')
    .argument('<endpoint>', "such as 'GET /api/faq'")
    .addOption(new Option('--to <server>', 'who answers it').choices(['new', 'old']).makeOptionMandatory())
    .option(...contractOption)
    .summary('have one endpoint answered by our server')
    .description(
      'Have one endpoint answered by our server from the next request on; the old one is then asked the same and compared. ' +
        'Who holds a token that ours does not know is still answered by the old one. It outlives a restart of the proxy.\n将单个接口切换为由本系统应答，下一个请求即生效；重启代理后仍然有效。',
    )
    .action(async (endpoint: string, { to }: { to: Side }, command: Command) =>
      (await actions()).switchEndpoint(cli, { ...command.optsWithGlobals<Globals>(), endpoint, to }),
    );
}

/** `shadow return` */
export function addReturn(shadow: Command, cli: Cli): void {
  shadow
    .command('return')
    .argument('[endpoint]', "such as 'GET /api/faq'")
    .option('--all', 'every endpoint', false)
    .option(...contractOption)
    .summary('have the old server answer again, at once')
    .description(
      'Have the old server answer one endpoint, or all of them, from the next request on, and print what was returned. Who ' +
        'holds a token that only ours knows is still answered by ours.\n立即切回旧服务器：单个接口，或加 --all 切回全部。',
    )
    .action(async (endpoint: string | undefined, { all }: { all: boolean }, command: Command) => {
      if ((endpoint === undefined) !== all) throw new InvalidArgumentError('Say either an endpoint, or --all.');
      await (await actions()).returnEndpoints(cli, { ...command.optsWithGlobals<Globals>(), endpoint });
    });
}

/** `shadow pair` */
export function addPair(shadow: Command, cli: Cli): void {
  shadow
    .command('pair')
    .option(...contractOption)
    .summary('say which token of ours stands for one of the old server')
    .description(
      'Read two lines from standard input, a token of the old server and one of ours for the same account, and have each ' +
        'stand for the other until the proxy ends. For contracts whose sign-in needs a captcha or a code, which no replay can ' +
        'know: sign in at both, and compare as that account.\n从标准输入读取两行：同一账号在旧服务器和本系统的令牌，使二者相互对应；用于登录需要验证码、无法重放的接口。',
    )
    .action(async (_options: object, command: Command) =>
      (await actions()).pairTokens(cli, command.optsWithGlobals<Globals>()),
    );
}
