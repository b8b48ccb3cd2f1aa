import type { SettingView } from '../../../../src/management/settings/schemas.ts';
import type { useTexts } from '../../i18n/texts.ts';
import type { settingsTexts } from './texts.ts';

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

/** A group's name in words; one that is not known here as it is. */
export function nameGroup(t: Say, group: string): string {
  return named.has(group) ? t(`group.${group as keyof Texts['group']}`) : group;
}

/** Who uses a contract; nothing for one that is not known here. */
export function describeContract(t: Say, contract: string): string {
  return named.has(contract) ? t(`about.${contract as keyof Texts['about']}`) : '';
}
