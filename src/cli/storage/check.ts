import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { readConfig, storagePlace } from '../../config.ts';
import type { FileStore } from '../../core/ports.ts';
import { withFiles } from '../../providers/storage/open-storage.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';

// More than one part.
const largeBytes = 9 * 1024 * 1024;
const headers = { contentType: 'application/octet-stream', contentDisposition: 'attachment; filename="check"' };

/** `storage check` */
export function addStorageCheck(storage: Command, cli: Cli): void {
  storage
    .command('check')
    .summary('store, read and remove a file of 9 MiB where files are kept')
    .description(
      'Store a small file and one of 9 MiB where PORTICO_STORAGE_URL says, read them back and remove them; tells each step that works.\n' +
        '在配置的存储中写入、读取并删除测试文件，逐步报告结果。',
    )
    .action(async () => {
      const config = readConfig(cli.environment);
      await withFiles(storagePlace(config), async (files) => {
        for (const sizeBytes of [1, largeBytes]) await checkFile(files, sizeBytes, cli);
      });
      cli.print('ok');
    });
}

async function checkFile(files: FileStore, sizeBytes: number, { say }: Cli): Promise<void> {
  const bytes = Buffer.alloc(sizeBytes, 'portico');
  const name = `check/${randomUUID()}`;
  const staged = await files.stage(name, Readable.from([bytes]));
  try {
    await staged.keep();
    say(`stored ${sizeBytes} bytes`);
    const read = await buffer(files.read(name));
    if (!read.equals(bytes)) throw new StartError('what was read is not what was stored');
    const part = await buffer(files.read(name, { start: 0, end: 0 }));
    if (part.length !== 1) throw new StartError('ranges are not heeded');
    say('read it whole, and in a range');
    await checkReplacing(files, name, say);
    await checkLink(files, name, say);
  } finally {
    await staged.discard();
    await files.remove(name);
  }
  say('removed it');
}

async function checkReplacing(files: FileStore, name: string, say: Cli['say']): Promise<void> {
  const other = await files.stage(name, Readable.from(['other']));
  const isReplaced = await other.keep().then(
    () => true,
    () => false,
  );
  await other.discard();
  say(isReplaced ? 'If-None-Match is not heeded: names that are never used twice have to do' : 'nothing is replaced');
}

async function checkLink(files: FileStore, name: string, say: Cli['say']): Promise<void> {
  const link = await files.findLink(name, headers);
  if (link === undefined) return;
  const response = await fetch(link, { signal: AbortSignal.timeout(10_000) });
  await response.body?.cancel();
  if (!response.ok) throw new StartError(`a link was answered with ${response.status}`);
  say('a link to it works from here');
}
