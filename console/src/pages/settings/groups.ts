import type { SettingView } from '../../../../src/management/settings/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { useTexts } from '../../i18n/texts.ts';
import { settingsTexts } from './texts.ts';

type Texts = (typeof settingsTexts)['zh'];
type Say = ReturnType<typeof useTexts<Texts>>;

const plainGroups = ['server', 'limits', 'security', 'branding'];
const named: ReadonlySet<string> = new Set([
  'server',
  'limits',
  'security',
  'branding',
  'desktop',
  'mobile',
  'staff',
  'panel',
  'blog',
]);

/** Every group that is a contract. */
export function findContracts(settings: readonly SettingView[]): string[] {
  const groups = new Set(settings.map(({ group }) => group));
  return [...groups].filter((group) => !plainGroups.includes(group));
}

/** Says a group's name in words; a contract that is not known here has its own. */
export function useGroupName(): (group: string) => string {
  const t = useTexts(settingsTexts);
  const contract = useContractName();
  return (group) => (named.has(group) ? t(`group.${group as keyof Texts['group']}`) : contract(group));
}

/** Who uses a contract; nothing for one that is not known here. */
export function describeContract(t: Say, contract: string): string {
  return named.has(contract) ? t(`about.${contract as keyof Texts['about']}`) : '';
}
