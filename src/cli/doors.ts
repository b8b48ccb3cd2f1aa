import { type Command, Option } from 'commander';
import { type ContractName, contractNames } from '../contracts/names.ts';
import type { DoorSummary, DoorUse } from '../core/door-uses/door-uses.ts';
import { type CommonSettings, settingsOf } from '../core/runtime-settings/definitions.ts';
import { type Cli, withExistingHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';

const listed = 200;
const doorHeader = ['contract', 'state', 'calls 7 d', 'calls 30 d', 'accounts 7 d', 'accounts 30 d', 'last seen'];
const useHeader = ['contract', 'endpoint', 'version', 'calls 7 d', 'calls 30 d', 'failures 30 d', 'last seen'];

interface DoorsOptions {
  contract?: ContractName;
  json?: true;
}

type Door = DoorSummary & Pick<CommonSettings, 'enabled' | 'deprecatedAt' | 'sunsetAt'>;

/** `doors` */
export function addDoors(program: Command, cli: Cli): void {
  program
    .command('doors')
    .addOption(new Option('--contract <name>', 'this one alone').choices(contractNames))
    .option('--json', 'one JSON document, for programs')
    .summary('print who still comes through which door')
    .description(
      `Print how much each contract is used and by how many accounts, then the ${listed} most called endpoints by version of the program.\n` +
        `查看各接口的使用情况：调用次数、账号数量，以及调用最多的 ${listed} 个路径和程序版本。`,
    )
    .action(async ({ contract, json }: DoorsOptions) => {
      const { doors, uses } = await withExistingHouse(cli, async ({ core: { doorUses, runtimeSettings } }) => {
        const settings = runtimeSettings.current();
        const summaries = await doorUses.summarise(contract === undefined ? contractNames : [contract]);
        return {
          doors: summaries.map((summary): Door => {
            const { enabled, deprecatedAt, sunsetAt } = settingsOf(settings, summary.contract);
            return { ...summary, enabled, deprecatedAt, sunsetAt };
          }),
          uses: await doorUses.list({ order: 'calls', contract, limit: listed }),
        };
      });
      const lines = json
        ? [JSON.stringify({ doors: doors.map(withTime), uses: uses.map(withTime) })]
        : [
            ...formatTable([doorHeader, ...doors.map(doorRow)]),
            '',
            ...(uses.length > 0 ? formatTable([useHeader, ...uses.map(useRow)]) : ['No calls in the last 90 days.']),
          ];
      for (const line of lines) cli.print(line);
    });
}

function doorRow(door: Door): string[] {
  const { contract, callsLast7Days, callsLast30Days, accountsLast7Days, accountsLast30Days, lastSeenAt } = door;
  return [
    contract,
    stateOf(door),
    String(callsLast7Days),
    String(callsLast30Days),
    printCount(accountsLast7Days),
    printCount(accountsLast30Days),
    printTime(lastSeenAt),
  ];
}

function stateOf({ enabled, deprecatedAt, sunsetAt }: Door): string {
  if (!enabled) return 'closed';
  const dates = [
    ...(deprecatedAt === null ? [] : [`deprecated ${deprecatedAt}`]),
    ...(sunsetAt === null ? [] : [`ends ${sunsetAt}`]),
  ];
  return ['open', ...dates].join(', ');
}

const printCount = ({ count, capped }: DoorSummary['accountsLast7Days']): string => `${count}${capped ? '+' : ''}`;

function useRow({ contract, endpoint, version, ...use }: DoorUse): string[] {
  const figures = [use.callsLast7Days, use.callsLast30Days, use.failuresLast30Days].map(String);
  return [contract, endpoint, version, ...figures, printTime(use.lastSeenAt)];
}

/** As the management API tells it. */
function withTime<Told extends { lastSeenAt: number | null }>(told: Told) {
  return { ...told, lastSeenAt: told.lastSeenAt === null ? null : printTime(told.lastSeenAt) };
}
