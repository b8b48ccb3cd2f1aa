import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { requireDataToBackUp } from '../../backup/backed-database.ts';
import type { BackupContents } from '../../backup/draft-backup.ts';
import { openShelf } from '../../backup/open-shelf.ts';
import { shelveBackup } from '../../backup/shelve-backup.ts';
import { writeBackup } from '../../backup/write-backup.ts';
import { type Config, readConfig } from '../../config.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';
import { addKey } from './key.ts';
import { addList } from './list.ts';
import { addPrune } from './prune.ts';
import { addVerify } from './verify.ts';
import { workAlone } from './work-alone.ts';
import { zoneOf } from './zone.ts';

interface Options {
  force: boolean;
  /** Undefined: where a key is configured. */
  encrypt?: boolean;
}

/** `backup [FILE]`, `backup list | verify | prune | key` */
export function addBackup(program: Command, cli: Cli): void {
  const backup = program
    .command('backup')
    .argument('[file]', 'to be made; without it, one is added to PORTICO_BACKUP_TO')
    .option('--encrypt', 'encrypt it with PORTICO_BACKUP_KEY (the default where one is set)')
    .option('--no-encrypt', 'leave it unencrypted all the same')
    .option('--force', 'replace the file if it exists', false)
    .summary('write everything into one file; list, verify, prune backups')
    .description(
      'Write everything, as it is at one moment, into one file, while the server serves. The root key goes with it only ' +
        'where it is kept in the data directory, in development.\n在线备份到一个文件（设置 PORTICO_BACKUP_KEY 后自动加密）；仅在开发模式下包含根密钥。',
    )
    .action((file: string | undefined, options: Options) => makeBackup(cli, file, options));
  for (const add of [addList, addVerify, addPrune, addKey]) add(backup, cli);
}

async function makeBackup(cli: Cli, path: string | undefined, { force, encrypt }: Options): Promise<void> {
  const config = choose(readConfig(cli.environment), encrypt);
  if (path === undefined && config.backup.shelf === undefined) {
    throw new InvalidArgumentError('Say which file to make, or set PORTICO_BACKUP_TO to the folder of the backups.');
  }
  await requireDataToBackUp(config);
  const made = await (path === undefined ? addToShelf(cli, config) : makeFile(cli, config, { path, force }));
  const { accounts, files, sizeBytes } = made;
  cli.say(`${accounts} accounts, ${files} stored files, ${sizeBytes} bytes${config.backup.keys ? ', encrypted' : ''}.`);
  tellWhatIsMissing(cli, made);
  cli.say(config.rootSecrets ? keyIsElsewhere : keyIsInside(config));
}

function choose(config: Config, encrypt: boolean | undefined): Config {
  if (encrypt && !config.backup.keys) {
    throw new StartError(
      '--encrypt needs a key: `portico backup key` makes one, PORTICO_BACKUP_KEY_FILE (or PORTICO_BACKUP_KEY) names it',
    );
  }
  return encrypt === false ? { ...config, backup: { ...config.backup, keys: undefined } } : config;
}

async function makeFile(cli: Cli, config: Config, { path, force }: { path: string; force: boolean }) {
  const file = resolve(path);
  const { keys } = config.backup;
  const made = await workAlone(cli, config, (folder) => writeBackup(config, folder, { file, keys, force }));
  cli.print(file);
  return made;
}

async function addToShelf(cli: Cli, config: Config) {
  const shelf = await openShelf(config);
  const timeZone = await zoneOf(config);
  const made = await workAlone(cli, config, (folder) => shelveBackup(config, { folder, shelf, timeZone }));
  cli.print(made.name);
  for (const name of made.pruned) cli.say(`${name} is past its time, and was removed.`);
  return made;
}

function tellWhatIsMissing(cli: Cli, { missing, damaged }: BackupContents): void {
  for (const name of missing) cli.say(`warning: the stored file ${name} is missing, and so not in the backup`);
  for (const name of damaged) cli.say(`warning: the stored file ${name} is damaged, and so not in the backup`);
}

const keyIsElsewhere =
  'The root key is not in it, and without it a backup is of no use: keep a copy of what PORTICO_SECRET_KEY holds, apart from the backup.';

function keyIsInside({ backup: { keys } }: Config): string {
  const who = keys ? 'whoever has the backup and its key' : 'whoever has the backup';
  return `The root key of this data directory is in it: ${who} can open everything. Keep it as safe as the data directory.`;
}
