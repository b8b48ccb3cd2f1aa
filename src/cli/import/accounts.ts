import { type Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../../config.ts';
import { importFormerAccounts } from '../../import/import-accounts.ts';
import type { ImportCounts } from '../../import/import-rows.ts';
import { readMapping } from '../../import/mapping.ts';
import { describeFinding, type Finding, openFindingsFile } from '../../import/report.ts';
import type { RowsPlace } from '../../import/rows/open-rows.ts';
import { keepHeapSmall } from '../../start/small-heap.ts';
import { StartError } from '../../start/start-error.ts';
import { stopSignals } from '../../start/stop-signals.ts';
import { type Cli, withHouse } from '../cli.ts';
import { createImportProgress } from './progress.ts';

interface Options {
  mapping: string;
  from?: string;
  format?: 'csv' | 'ndjson';
  separator?: string;
  encoding: string;
  dryRun: boolean;
  report?: string;
}

// More of them would hide what else is said; the report has all.
const mostToldFindings = 20;

/** `import accounts` */
export function addImportAccounts(group: Command, cli: Cli): void {
  group
    .command('accounts')
    .argument('[file]', 'CSV with a header, or one JSON object a line (.ndjson, .jsonl); - reads what comes in')
    .requiredOption('--mapping <file>', 'TOML: which column is what, and how passwords are stored')
    .option(
      '--from <address>',
      'mysql://, mariadb://, postgres:// or mongodb:// to ask instead of a file; without a password, which PORTICO_IMPORT_URL may carry',
    )
    .addOption(new Option('--format <format>', 'of the file, where its name does not tell').choices(['csv', 'ndjson']))
    .option('--separator <sign>', 'between CSV fields; without it, the first of , ; tab | that fits', parseSeparator)
    .option('--encoding <name>', 'of the file, such as gbk', 'utf-8')
    .option('--dry-run', 'only tell what would become of each row', false)
    .option('--report <file>', 'a new CSV file with every row that was refused or has to be decided by a human')
    .summary('take over accounts of a former back end')
    .description(
      'Take over accounts of a former back end, with the passwords as they are stored there. A person who is here already is ' +
        'recognized by a proved phone, then by a proved e-mail, never by a name; what does not fit is listed. Rows that were ' +
        'taken before are passed over: broken off, the same command goes on.\n' +
        '导入旧系统账号及其原有密码；按已验证的手机号、邮箱识别同一人，冲突列出交由人工处理；中断后重新执行即可继续。',
    )
    .action(async (file: string | undefined, options: Options) => {
      const mapping = readMapping(options.mapping);
      const place = choosePlace(cli, file, options);
      keepHeapSmall();
      const { counts, isStopped } = await withHouse(cli, (house) => {
        const run = { mapping, place, rehearses: options.dryRun };
        return watched(cli, options, (watch) => importFormerAccounts(house, run, watch));
      });
      tell(cli, counts, options);
      const again = options.report === undefined ? 'the same command' : 'the same command with another --report';
      if (isStopped) throw new StartError(`it was stopped; ${again} goes on where it ended`);
    });
}

function choosePlace(cli: Cli, file: string | undefined, options: Options): RowsPlace {
  const url = options.from ?? readConfig(cli.environment).importUrl;
  if (file !== undefined && options.from !== undefined) throw new StartError('a file and --from: leave one out');
  if (file !== undefined) {
    const { encoding, separator, format } = options;
    return { file, encoding, ...(separator !== undefined && { separator }), ...(format && { format }) };
  }
  if (url === undefined) throw new StartError('say what to read: a file, or --from with the address of a database');
  if (options.from !== undefined && URL.canParse(options.from) && new URL(options.from).password !== '') {
    throw new StartError(
      'a password in --from is seen in every list of processes: put the address into PORTICO_IMPORT_URL',
    );
  }
  return { url };
}

type Watch = Parameters<typeof importFormerAccounts>[2];

/** Runs it with somebody who looks: progress, findings, and a signal that ends it in good order. */
async function watched(cli: Cli, { report }: Options, work: (watch: Watch) => Promise<ImportCounts>) {
  const findings = report === undefined ? undefined : openFindingsFile(report);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of stopSignals) process.on(signal, stop);
  let told = 0;
  const found = (finding: Finding): void => {
    findings?.add(finding);
    told += 1;
    if (told <= mostToldFindings) cli.say(describeFinding(finding));
    else if (told === mostToldFindings + 1)
      cli.say(findings ? '… the report has the rest' : '… --report FILE writes all of them to a file');
  };
  try {
    const preparing = (): void =>
      cli.say(
        'Accounts of another run, broken off or still under way, are made findable first. / 先为另一次（中断或进行中的）导入的账号建立搜索索引。',
      );
    const counts = await work({ preparing, progress: createImportProgress(cli), found, stopping: stopping.signal });
    return { counts, isStopped: stopping.signal.aborted };
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
    findings?.close();
  }
}

function tell(cli: Cli, counts: ImportCounts, { dryRun }: Options): void {
  const would = dryRun ? 'would be ' : '';
  const lines: ReadonlyArray<readonly [name: string, count: number]> = [
    ['rows read', counts.rows],
    [`${would}created`, counts.created],
    [`${would}merged`, counts.merged],
    ['taken before', counts.known],
    [`${would}refused`, counts.refused],
    ['to be decided', counts.conflicts],
    ['without a password', counts.withoutPassword],
  ];
  for (const [name, count] of lines) cli.print(`${name}: ${count}`);
  if (dryRun) cli.say('Nothing was changed. / 未做任何更改。');
}

function parseSeparator(text: string): string {
  const sign = text === '\\t' ? '\t' : text;
  if (sign.length !== 1) throw new InvalidArgumentError('It must be one sign; \\t is a tab.');
  return sign;
}
