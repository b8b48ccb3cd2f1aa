import type { House } from '../compose.ts';
import { dataPaths } from '../config.ts';
import { generatePanelToken } from '../core/panel-token/panel-token.ts';
import { randomPassword } from '../core/random.ts';
import { generateSigningKeyPair } from '../core/signing-keys/signing-keys.ts';
import { takeTurn, transact } from '../db/database.ts';
import { type Credential, noteCredentials, withdrawCredentials } from './credentials-file.ts';
import { createOwner } from './owner.ts';

/** One thing that is made where there is none yet. */
interface FirstThing {
  /** What was generated for it; what the operator chose is never shown. */
  credentials: Credential[];
  /** False where another process was faster: then its credentials are the valid ones. */
  make(): Promise<boolean>;
}

/**
 * Makes the first owner, the panel's token and the first signing key where there are none, and answers what was
 * generated, to be shown once. It is noted in a 0600 file before it becomes valid, so that a crash leaves no owner
 * whose password nobody knows; the next start completes what is missing.
 */
export async function prepareFirstRun(house: House): Promise<Credential[]> {
  const things = [await planOwner(house), await planPanelToken(house), await planSigningKey(house)];
  const missing = things.filter((thing) => thing !== undefined);
  const { credentials: file } = dataPaths(house.config.dataDir);
  noteCredentials(
    file,
    missing.flatMap((thing) => thing.credentials),
  );
  const made: Credential[] = [];
  const superseded: Credential[] = [];
  for (const thing of missing) ((await thing.make()) ? made : superseded).push(...thing.credentials);
  withdrawCredentials(file, superseded);
  return made;
}

async function planOwner(house: House): Promise<FirstThing | undefined> {
  const { config, core, database } = house;
  if (await core.accounts.findFirstOwner()) return undefined;
  const { ownerHandle: handle, ownerPassword } = config;
  const password = ownerPassword ?? randomPassword();
  const credentials: Credential[] = [['owner handle', handle]];
  if (ownerPassword === undefined) credentials.push(['owner password', password]);
  return {
    credentials,
    async make() {
      const passwordVerifier = await core.hasher.createVerifier({ form: 'plain', value: password });
      return transact(database, async (tx) => {
        await takeTurn(tx, 'first-run');
        if (await core.accounts.findFirstOwner(tx)) return false;
        await createOwner(house, tx, { handle, passwordVerifier });
        return true;
      });
    },
  };
}

async function planPanelToken({ config, core }: House): Promise<FirstThing | undefined> {
  if (await core.settings.find('panel-token-hash')) return undefined;
  const token = config.panelToken ?? generatePanelToken();
  return {
    credentials: config.panelToken === undefined ? [['panel api-token', token]] : [],
    make: () => core.panelToken.createFirst(token),
  };
}

async function planSigningKey({ config, core }: House): Promise<FirstThing | undefined> {
  if ((await core.signingKeys.list()).length > 0) return undefined;
  const { blogKey, blogSecret } = config;
  const chosen = blogKey !== undefined && blogSecret !== undefined && { authKey: blogKey, secret: blogSecret };
  const pair = chosen || generateSigningKeyPair();
  const credentials: Credential[] = [
    ['blog auth_key', pair.authKey],
    ['blog auth_secret', pair.secret],
  ];
  return {
    credentials: chosen ? [] : credentials,
    make: async () => (await core.signingKeys.ensureFirst(pair)) !== undefined,
  };
}
