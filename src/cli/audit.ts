import { type Command, InvalidArgumentError, Option } from 'commander';
import { dataPaths, readConfig } from '../config.ts';
import type {
  Audit,
  AuditFilter,
  AuditFormat,
  AuditPosition,
  AuditRow,
  Verification,
  VerifyOptions,
} from '../core/audit/audit.ts';
import { createKeyOpener } from '../core/audit/audit-key.ts';
import { verifyAudit } from '../core/audit/verification.ts';
import { createKeyring } from '../core/keyring/keyring.ts';
import { createSettings } from '../core/settings/settings.ts';
import { openAuditNotes } from '../providers/audit-notes.ts';
import { requireCurrentSchema } from '../start/database-state.ts';
import { databasePlace, openConfiguredDatabase } from '../start/open-database.ts';
import { readRootSecrets, requireNotedRoot } from '../start/root-secrets.ts';
import { StartError } from '../start/start-error.ts';
import { describeAuditFault } from '../verification/audit-fault-words.ts';
import { type Cli, cliActor, requireData, withExistingHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';
import { parseId } from './values.ts';

const progressStep = 100_000;
const listed = 100;
const header = ['id', 'at', 'actor', 'action', 'target', 'contract', 'address', 'details'];

/** `audit verify | list | export` */
export function addAudit(program: Command, cli: Cli): void {
  const audit = program
    .command('audit')
    .summary('verify, list and export the audit log')
    .description('The log of who did what to whom.\n审计日志：校验、查看、导出。');
  addVerify(audit, cli);
  addFilters(audit.command('list'))
    .summary(`print the ${listed} newest entries`)
    .description(`Print the ${listed} newest entries that match.\n列出最新的 ${listed} 条匹配记录。`)
    .action(async (filter: AuditFilter) => {
      const entries = await withExistingHouse(cli, ({ core }) => listNewest(core.audit, filter));
      for (const line of formatTable([header, ...entries.map(toRow)])) cli.print(line);
    });
  addFilters(audit.command('export'))
    .addOption(new Option('--format <format>', 'of the output').choices(['csv', 'jsonl']).default('jsonl'))
    .summary('print every entry, newest first')
    .description('Print every entry that matches, newest first, as CSV or JSON Lines.\n导出全部匹配记录，新的在前。')
    .action(({ format, ...filter }: AuditFilter & { format: AuditFormat }) =>
      withExistingHouse(cli, async ({ core }) => {
        for await (const text of core.audit.export(filter, format, { actor: cliActor })) {
          cli.print(text.replaceAll('\r\n', '\n').trimEnd());
        }
      }),
    );
}

/** Page after page: one that found little among many entries is short, and still not the last. */
async function listNewest(audit: Audit, filter: AuditFilter): Promise<AuditRow[]> {
  const found: AuditRow[] = [];
  let before: AuditPosition | undefined;
  do {
    const { entries, next } = await audit.list(filter, { before, limit: listed - found.length });
    found.push(...entries);
    before = next;
  } while (before && found.length < listed);
  return found;
}

function addFilters(command: Command): Command {
  return command
    .option('--actor <actor>', 'who did it, such as account:1, api-key:2, cli')
    .option('--action <beginning>', 'how the action begins, such as account. or vault.revealed')
    .option('--target <target>', 'what it was done to, such as account:1')
    .option('--contract <name>', 'through which contract')
    .option('--address <address>', 'from where')
    .option('--from <time>', 'not before, such as 2026-01-31 or 2026-01-31T08:00:00+08:00', parseTime)
    .option('--to <time>', 'before', parseTime);
}

function addVerify(audit: Command, cli: Cli): void {
  audit
    .command('verify')
    .option('--from <id>', 'believe this entry, and verify what comes after it', parseId)
    .option('--expect <id:hash>', 'what an earlier run printed as the newest entry', parseEntry)
    .summary('find out whether any entry was changed, removed or added')
    .description(
      'Find out whether any entry was changed, removed or added behind the back of Portico, while the server serves. ' +
        'Note the newest entry somewhere else, and give it to --expect the next time.\n' +
        '校验审计日志是否被篡改、删除或伪造，可在服务运行时执行；请把输出的最新记录另存他处，下次用 --expect 核对。',
    )
    .action(async (options: VerifyOptions) => {
      let told = 0;
      const onProgress = (checked: number, newestId: number): void => {
        if (checked - told < progressStep) return;
        told = checked;
        cli.say(`${checked} entries checked, the newest is ${newestId}`);
      };
      const { checked, newest, fault } = await verifyDataDir(cli, { ...options, onProgress });
      cli.print(`entries checked: ${checked}`);
      if (newest) cli.print(`newest: ${newest.id}:${newest.hash}`);
      if (fault) throw new StartError(`the audit log is broken: ${describeAuditFault(fault)}`);
      cli.print('The audit log is whole: nothing was changed, removed or added. / 审计日志完整。');
    });
}

/** Without a house: opening that makes, moves and notes things, and what is looked into must stay as it was found. */
async function verifyDataDir(cli: Cli, options: VerifyOptions): Promise<Verification> {
  const config = readConfig(cli.environment);
  requireData(config);
  const paths = dataPaths(config.dataDir);
  const { db, close } = await openConfiguredDatabase(config);
  try {
    await requireCurrentSchema(db, databasePlace(config));
    const keyring = createKeyring(readRootSecrets(config, paths));
    await requireNotedRoot(db, { settings: createSettings({ db }), keyring, place: databasePlace(config) });
    const openKey = createKeyOpener(keyring);
    return await verifyAudit({ db, openKey, notes: openAuditNotes(paths.auditNotes) }, options);
  } finally {
    await close();
  }
}

function toRow(row: AuditRow): string[] {
  const { id, at, actor, action, target, contract, address, details } = row;
  return [String(id), printTime(at), actor, action, target, contract, address, details];
}

function parseEntry(text: string): { id: number; hash: string } {
  const [id = '', hash = ''] = text.split(':');
  if (!/^[\w-]{43}$/.test(hash)) throw new InvalidArgumentError('It must be <id>:<hash>, as verify prints it.');
  return { id: parseId(id), hash };
}

function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a date or a time, such as 2026-01-31.');
  return time;
}
