import type { Command } from 'commander';
import { type Cli, cliActor, withExistingHouse } from './cli.ts';

/** `panel-token reset` (P5) */
export function addPanelToken(program: Command, cli: Cli): void {
  program
    .command('panel-token')
    .summary("replace the panel's api-token")
    .description("The api-token of the panel's scripts.\n面板接口的 api-token。")
    .command('reset')
    .summary('put a new token in place of the old one and print it alone')
    .description(
      'Put a new token in place of the old one, which ends at once, and print it alone.\n重置并单独输出新令牌。',
    )
    .action(async () =>
      cli.print(await withExistingHouse(cli, ({ core }) => core.panelToken.replace({ actor: cliActor }))),
    );
}
