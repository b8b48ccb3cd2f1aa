import { openHouse } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { transact } from '../../src/db/database.ts';
import { prepareFirstRun } from '../../src/start/first-run.ts';

/** A handle that somebody has, or that nobody has; both are as long and look alike. */
export function handleOf(side: 'known' | 'unknown', index: number): string {
  return `${side === 'known' ? 'alice' : 'bob_x'}_${String(index).padStart(6, '0')}`;
}

/** The e-mail of the same, proved where somebody has it. */
export function emailOf(side: 'known' | 'unknown', index: number): string {
  return `${handleOf(side, index)}@example.com`;
}

const batchSize = 500;

/** Makes everybody whom `known` names below `count`, each with a password, in a directory that nobody serves yet. */
export async function createKnownAccounts(environment: Record<string, string>, count: number): Promise<void> {
  const house = await openHouse(readConfig({ ...environment, PORTICO_LOG_LEVEL: 'silent' }));
  try {
    await prepareFirstRun(house);
    const { core, database } = house;
    const passwordVerifier = await core.hasher.createVerifier({ form: 'plain', value: 'the right password' });
    for (let made = 0; made < count; made += batchSize) {
      await transact(database, async (tx) => {
        for (let index = made; index < Math.min(count, made + batchSize); index += 1) {
          const email = { value: emailOf('known', index), proved: true };
          const handle = handleOf('known', index);
          await core.accounts.create(tx, { origin: 'blog', handle, email, passwordVerifier });
        }
      });
    }
  } finally {
    await house.close();
  }
}
