import { type Database, transact } from '../../../db/database.ts';
import type { Actor } from '../../operator.ts';
import type { Settings } from '../../settings/settings.ts';
import { handleKeyOf } from '../identifiers.ts';
import { addManyAccounts, type ManyAccounts } from '../many-accounts.ts';
import { insertTaken, listHeld, listTaken } from './importing.store.ts';
import type { LicenceGiving } from './licence-giving.ts';
import { type ImportedPerson, identifierTexts, toImportedRow } from './person.ts';
import { createTaking, type ImportSource, type Outcome, type TakingDeps, tell } from './taking.ts';

export type { ImportSource, Outcome } from './taking.ts';

/** Accounts of one former back end on their way in. */
export interface AccountImporting {
  /** Takes some people, each whole or not at all, durably when it resolves; answers in their order. */
  take(people: readonly ImportedPerson[]): Promise<Outcome[]>;
  /** Makes them findable. To be called at the end, also of a broken-off run. */
  finish(): Promise<void>;
}

interface Deps extends TakingDeps {
  db: Database;
  settings: Settings;
  licences: LicenceGiving;
}

/** Opens the way in for accounts of a former back end. */
export async function importAccounts(deps: Deps, source: ImportSource, by: Actor): Promise<AccountImporting> {
  const { db, audit, now, licences } = deps;
  const many = await addManyAccounts(deps);
  const takePerson = createTaking(deps, source, by);
  const startedAt = now();

  return {
    async take(people) {
      const taken = await listTaken(
        db,
        source.name,
        people.map(({ formerId }) => formerId),
      );
      const { fresh, again } = splitKnown(people, taken, startedAt);
      const { alone, together, newestMetId } = await splitAlone(db, licences, fresh);
      const created = await createAll(many, alone);
      const outcomes = new Map<ImportedPerson, Outcome>([...again, ...created]);
      const rest = [...together, ...alone.filter((person) => !outcomes.has(person))];
      if (rest.length > 0) {
        // They may be merged with accounts of this very run.
        await many.settle(newestMetId);
        for (const [index, outcome] of (await takeInTurn(rest)).entries())
          outcomes.set(rest[index] as ImportedPerson, outcome);
      }
      return people.map((person) => outcomes.get(person) as Outcome);
    },
    finish: () => many.finish(),
  };

  /** People of whose identifiers nobody has one: very many at once. Who is in the way of somebody meanwhile is absent. */
  async function createAll(
    to: ManyAccounts,
    people: readonly ImportedPerson[],
  ): Promise<Array<[ImportedPerson, Outcome]>> {
    if (people.length === 0) return [];
    const at = now();
    const rows = people.map((person) => toImportedRow(person, source.door, new Set(), at));
    const created = await to.add(async (tx, insert) => {
      const ids = await insert(rows);
      const inserted = people.flatMap((person, index) => {
        const accountId = ids.get(rows[index]?.openid ?? '');
        return accountId === undefined ? [] : [{ person, accountId }];
      });
      const taken = inserted.map(({ person, accountId }) => [person.formerId, accountId] as const);
      await insertTaken(tx, source.name, taken, at);
      const given = inserted.flatMap(({ person: { licence }, accountId }) =>
        licence ? [{ ...licence, accountId }] : [],
      );
      await licences.give(tx, given);
      const details = { source: source.name, count: inserted.length };
      const target = 'accounts';
      await audit.record(tx, { ...by, action: 'accounts.imported', target, contract: source.door, details });
      return inserted;
    });
    return created.map(({ person, accountId }) => [
      person,
      tell(person, { kind: 'created', accountId, waiting: new Set() }),
    ]);
  }

  /** Each sees what became of those before. */
  function takeInTurn(people: readonly ImportedPerson[]): Promise<Outcome[]> {
    return transact(db, async (tx) => {
      const outcomes: Outcome[] = [];
      for (const person of people) outcomes.push(await takePerson(tx, person));
      return outcomes;
    });
  }
}

/** Who was taken before, and whoever comes twice in the run that began then. */
function splitKnown(people: readonly ImportedPerson[], taken: ReadonlyMap<string, number>, startedAt: number) {
  const seen = new Set<string>();
  const fresh: ImportedPerson[] = [];
  const again: Array<[ImportedPerson, Outcome]> = [];
  for (const person of people) {
    const takenAt = taken.get(person.formerId);
    const isTwice = takenAt === undefined ? seen.has(person.formerId) : takenAt >= startedAt;
    if (takenAt === undefined && !isTwice) fresh.push(person);
    else again.push([person, tell(person, { kind: isTwice ? ('twice' as const) : ('known' as const) })]);
    seen.add(person.formerId);
  }
  return { fresh, again };
}

/** Who meets nobody by an identifier, neither in the directory nor among the others. */
async function splitAlone(db: Database, licences: LicenceGiving, people: readonly ImportedPerson[]) {
  const texts = people.map((person) => [...textsOf(person), ...(person.licence ? [licenceText(person.licence)] : [])]);
  const { held: met, newestId: newestMetId } = await listHeld(db, new Set(people.flatMap(textsOf)));
  const numbers = people.flatMap(({ licence }) => (licence ? [licence.number] : []));
  for (const number of await licences.findTaken(db, numbers)) met.add(licenceText({ number }));
  const seen = new Set<string>();
  for (const text of texts.flat()) {
    if (seen.has(text)) met.add(text);
    seen.add(text);
  }
  const alone: ImportedPerson[] = [];
  const together: ImportedPerson[] = [];
  for (const [index, person] of people.entries()) {
    (texts[index]?.some((text) => met.has(text)) ? together : alone).push(person);
  }
  return { alone, together, newestMetId };
}

const licenceText = ({ number }: { number: string }): string => `licence:${number}`;

function textsOf({ handle, phone, email }: ImportedPerson): string[] {
  return identifierTexts({
    ...(handle !== undefined && { handleKey: handleKeyOf(handle) }),
    ...(phone && { phone: phone.value.e164 }),
    ...(email && { email: email.value }),
  });
}
