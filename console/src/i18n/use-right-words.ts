import type { Right } from '../../../src/core/rights.ts';
import { type AreaOf, rightsTexts, type VerbOf } from './rights.ts';
import { useTexts } from './texts.ts';

/** Words for rights: of the whole, of its area, of what it lets somebody do. */
export function useRightWords() {
  const t = useTexts(rightsTexts);
  const areaOf = (right: Right) => t(`area.${right.split(':')[0] as AreaOf<Right>}`);
  const verbOf = (right: Right) => t(`verb.${right.split(':')[1] as VerbOf<Right>}`);
  const say = (right: Right) => t('both', { area: areaOf(right), verb: verbOf(right) });
  return { say, areaOf, verbOf };
}
