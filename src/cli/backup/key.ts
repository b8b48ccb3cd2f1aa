import type { Command } from 'commander';
import { makeBackupKey } from '../../backup/encryption.ts';
import type { Cli } from '../cli.ts';

/** `backup key` */
export function addKey(backup: Command, cli: Cli): void {
  backup
    .command('key')
    .summary('make a key that encrypts backups')
    .description(
      'Make a key for PORTICO_BACKUP_KEY_FILE and print it, as age-keygen would. What begins with age1 encrypts alone: a server ' +
        'that is given only that can open none of its backups.\n生成备份密钥（age 格式）；仅把以 age1 开头的公钥交给服务器，它就只能加密、不能解密。',
    )
    .action(async () => {
      const { identity, recipient } = await makeBackupKey();
      cli.print(`# public key: ${recipient}`);
      cli.print(identity);
      cli.say('Keep it apart from the backups: without it they cannot be opened. / 请与备份分开保存。');
    });
}
