import { Checkbox } from 'antd';
import type { Right } from '../../../../src/core/rights.ts';
import { useSession } from '../../api/session.ts';
import { useRightWords } from '../../i18n/use-right-words.ts';
import styles from './rights-field.module.css';

/** With these a program could make itself more rights: the server gives them to no key. */
type NotForPrograms = 'roles:write' | 'keys:read' | 'keys:write' | 'webhooks:write' | 'settings:write';

const notForPrograms: ReadonlySet<string> = new Set<NotForPrograms>([
  'roles:write',
  'keys:read',
  'keys:write',
  'webhooks:write',
  'settings:write',
]);

interface RightsFieldProps {
  /** Given by the form. */
  value?: Right[];
  onChange?: (rights: Right[]) => void;
}

/** The rights that a key can have, a line for each area. */
export function RightsField({ value = [], onChange }: RightsFieldProps) {
  const { areaOf, say, verbOf } = useRightWords();
  const { rights } = useSession();
  const grantable = rights.filter((right) => !notForPrograms.has(right));
  const byArea = Map.groupBy(grantable, (right) => areaOf(right));
  const toggle = (right: Right, isOn: boolean) =>
    onChange?.(isOn ? [...value, right] : value.filter((each) => each !== right));
  return (
    <dl className={styles.rights}>
      {[...byArea].map(([area, ofArea]) => (
        <div key={area} style={{ display: 'contents' }}>
          <dt>{area}</dt>
          <dd>
            {ofArea.map((right) => (
              <Checkbox
                key={right}
                checked={value.includes(right)}
                aria-label={say(right)}
                onChange={({ target }) => toggle(right, target.checked)}
              >
                {verbOf(right)}
              </Checkbox>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
