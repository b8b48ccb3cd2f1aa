import type { AuditEntryView } from '../../../../src/management/audit/schemas.ts';
import styles from './audit.module.css';
import { Thing } from './things.tsx';
import { useActionWords } from './use-action-words.ts';

/** What one does to oneself alone, so that saying to whom would say it twice. */
const reflexive = new Set(['session.opened', 'account.password-chosen', 'account.password-refused']);

/** Who did what to whom. */
export function Sentence({ entry }: { entry: AuditEntryView }) {
  const say = useActionWords();
  const { actor, actorName, action, target } = entry;
  const isToSomething = !reflexive.has(action) && target.includes(':');
  const words = say(action);
  return (
    <span className={styles.sentence}>
      <strong>
        <Thing thing={actor} name={actorName} />
      </strong>{' '}
      {isToSomething ? words : words.replace(/[:：]$/, '')}{' '}
      {isToSomething && <Thing thing={target} name={nameOf(entry)} />}
    </span>
  );
}

/** What an account or a key is called now, another thing when it was written of. */
function nameOf({ targetName, details }: AuditEntryView): string | null {
  const said = [targetName, details.number, details.name, details.title, details.pin];
  return (said.find((each) => typeof each === 'string' && each !== '') as string | undefined) ?? null;
}
