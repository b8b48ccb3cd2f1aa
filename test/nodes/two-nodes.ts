import type { TestContext } from 'node:test';
import { createManagementClient, type ManagementClient, signInAtConsole } from '../support/management.ts';
import { startNginx } from '../support/nginx.ts';
import { createNodeFamily, type NodeFamily, type TestNode } from '../support/nodes.ts';
import { call, type TestPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';

/** Two processes behind nginx, on one PostgreSQL of their own. */
export interface TwoNodes {
  family: NodeFamily;
  first: TestPortico;
  second: TestPortico;
  /** Both, through nginx. */
  together: TestPortico;
  owner: ManagementClient;
  /** The session that was begun at the first, at the second. */
  ownerElsewhere: ManagementClient;
}

/** Has a test run in the file that asks for it, to which it counts. */
export type Guarantee = (name: string, check: (context: TestContext) => Promise<void>) => void;

interface TestFile {
  after(ending: () => Promise<void> | void): void;
}

/** How often one address may do what is counted by address, so that a test comes to the end of it. */
export const addressBudgets = { failures: 10, captchas: 20 };

/** Starts them with that environment; all ends with the file. */
export async function startTwoNodes(file: TestFile, environment: Record<string, string> = {}): Promise<TwoNodes> {
  const postgres = await startPostgres(file);
  const family = createNodeFamily(file, await postgres.createDatabase(), {
    PORTICO_TRUSTED_PROXIES: '127.0.0.1',
    PORTICO_PASSWORD_FAILURES_PER_ADDRESS: String(addressBudgets.failures),
    PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE: String(addressBudgets.captchas),
    ...environment,
  });
  const nodes = [await family.start(), await family.start()] as const;
  const nginx = await startNginx(file, nodes);
  const [first, second] = nodes.map((node) => family.at(node)) as [TestPortico, TestPortico];
  const owner = await signInAtConsole(first);
  const ownerElsewhere = createManagementClient(second, owner.headers);
  return { family, first, second, together: family.at(nginx), owner, ownerElsewhere };
}

let people = 0;

/** Nobody else's. */
export const newPhone = (): string => String(13_700_000_000 + ++people);

/** What the mobile door says of a token. */
export async function infoCode({ url }: Pick<TestNode, 'url'>, token: string): Promise<number> {
  return (await call(`${url}/api/personal/info`, 'GET', undefined, { authorization: `Token ${token}` })).body.code;
}
