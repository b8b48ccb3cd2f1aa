import type { Command } from 'commander';
import { fetchBackup } from '../../backup/fetch-backup.ts';
import { verifyBackup } from '../../backup/open-backup.ts';
import { readConfig } from '../../config.ts';
import type { Cli } from '../cli.ts';
import { printTime } from '../table.ts';
import { workAlone } from './work-alone.ts';

/** `backup verify FILE` */
export function addVerify(backup: Command, cli: Cli): void {
  backup
    .command('verify')
    .argument('<file>', 'that `backup` made, or a name as `backup list` prints it')
    .summary('read a backup throughout, and tell what is in it')
    .description(
      'Read a backup throughout, decrypt it where it is encrypted, and tell what is in it, or what is wrong. It changes nothing.\n校验备份文件：完整性、内容和内含文件；不做任何修改。',
    )
    .action(async (path: string) => {
      const config = readConfig(cli.environment);
      const { keys } = config.backup;
      const found = await workAlone(cli, config, async (folder) =>
        verifyBackup(await fetchBackup(config, folder, path), { keys, folder }),
      );
      const { createdAt, schemaVersion, rootKeyId, rootSecrets } = found.manifest;
      cli.print(`made: ${printTime(createdAt)}`);
      cli.print(`accounts: ${found.accounts}`);
      cli.print(`stored files: ${found.files}`);
      cli.print(`schema: ${schemaVersion}`);
      cli.print(`root key: ${rootKeyId}, ${rootSecrets === undefined ? 'not in it' : 'in it'}`);
      cli.print(`encrypted: ${found.isEncrypted ? 'yes' : 'no'}`);
      cli.print('The backup is whole and sound. / 备份完整。');
    });
}
