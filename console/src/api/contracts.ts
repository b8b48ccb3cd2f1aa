import { contractTexts, isContract } from '../i18n/contracts.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/texts.ts';
import { useBranding } from './branding.ts';

/** Says what a contract, or the console, is called: in our own words, else in those that the contract brings, else its name. */
export function useContractName(): (name: string) => string {
  const say = useTexts(contractTexts);
  const language = useLanguage();
  const { contracts } = useBranding();
  return (name) => {
    if (isContract(name)) return say(name);
    return contracts.find((each) => each.name === name)?.title[language === 'en' ? 'en' : 'zh'] ?? name;
  };
}

/** Adds to the contracts that the console knows by itself those that were registered besides; the console stays last. */
export function useContracts(known: readonly string[], which: 'all' | 'registering' = 'all'): string[] {
  const { contracts } = useBranding();
  const others = contracts
    .filter(({ name, registersAccounts }) => !isContract(name) && (which === 'all' || registersAccounts))
    .map(({ name }) => name);
  return [...known.filter((name) => name !== 'console'), ...others, 'console'];
}
