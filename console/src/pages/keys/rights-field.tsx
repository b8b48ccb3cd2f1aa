import { Checkbox } from 'antd';
import type { Right } from '../../../../src/core/rights.ts';
import { useSession } from '../../api/session.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './rights-field.module.css';
import { keysTexts } from './texts.ts';

/** With these a program could make itself more rights: the server gives them to no key. */
type NotForPrograms = 'roles:write' | 'keys:read' | 'keys:write' | 'settings:write';
type Grantable = Exclude<Right, NotForPrograms>;
type AreaOf<R> = R extends `${infer Area}:${string}` ? Area : never;
type VerbOf<R> = R extends `${string}:${infer Verb}` ? Verb : never;

const notForPrograms: ReadonlySet<string> = new Set<NotForPrograms>([
  'roles:write',
  'keys:read',
  'keys:write',
  'settings:write',
]);

interface RightsFieldProps {
  /** Given by the form. */
  value?: Right[];
  onChange?: (rights: Right[]) => void;
}

/** The rights that a key can have, a line for each area. */
export function RightsField({ value = [], onChange }: RightsFieldProps) {
  const t = useTexts(keysTexts);
  const { rights } = useSession();
  const grantable = rights.filter((right): right is Grantable => !notForPrograms.has(right));
  const byArea = Map.groupBy(grantable, (right) => right.split(':')[0] as AreaOf<Grantable>);
  const toggle = (right: Right, isOn: boolean) =>
    onChange?.(isOn ? [...value, right] : value.filter((each) => each !== right));
  return (
    <dl className={styles.rights}>
      {[...byArea].map(([area, ofArea]) => (
        <div key={area} style={{ display: 'contents' }}>
          <dt>{t(`area.${area}`)}</dt>
          <dd>
            {ofArea.map((right) => (
              <Checkbox
                key={right}
                checked={value.includes(right)}
                aria-label={`${t(`area.${area}`)}: ${t(`verb.${right.split(':')[1] as VerbOf<Grantable>}`)}`}
                onChange={({ target }) => toggle(right, target.checked)}
              >
                {t(`verb.${right.split(':')[1] as VerbOf<Grantable>}`)}
              </Checkbox>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
