import type { Command } from 'commander';
import { StartError } from '../start/start-error.ts';
import { type Cli, withExistingHouse } from './cli.ts';

/** `keys reencrypt` */
export function addKeys(program: Command, cli: Cli): void {
  program
    .command('keys')
    .summary('move stored secrets to the current root key')
    .description('Root keys: PORTICO_SECRET_KEY holds the current one first, then older ones.\n根密钥轮换。')
    .command('reencrypt')
    .summary('encrypt under the current root key what older ones sealed')
    .description(
      'Encrypt under the current root key what older ones sealed, while the server serves. Passwords follow with ' +
        'each next sign-in: keep the older key until then.\n用当前根密钥重新加密；密码在下次登录时更新，旧密钥请保留到那时。',
    )
    .action(async () => {
      const { vault, signingKeys, webhooks } = await withExistingHouse(cli, async ({ core }) => ({
        signingKeys: await core.signingKeys.reencrypt(),
        vault: await core.vault.reencrypt(),
        webhooks: await core.webhooks.endpoints.reencrypt(),
      }));
      cli.print(`vault entries: ${vault.moved}`);
      cli.print(`signing keys: ${signingKeys}`);
      cli.print(`webhook endpoints: ${webhooks}`);
      if (vault.unreadable.length > 0) {
        throw new StartError(`no root key at hand opens the vault entries ${vault.unreadable.join(', ')}`);
      }
    });
}
