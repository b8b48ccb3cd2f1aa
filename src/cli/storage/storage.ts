import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addStorageCheck } from './check.ts';
import { addStorageCopy } from './copy.ts';

/** `storage check | copy` */
export function addStorage(program: Command, cli: Cli): void {
  const storage = program
    .command('storage')
    .summary('try where files are kept, copy them elsewhere')
    .description('Where files are kept: the data directory, or an S3 bucket.\n文件存储：数据目录或 S3 存储桶。');
  addStorageCheck(storage, cli);
  addStorageCopy(storage, cli);
}
