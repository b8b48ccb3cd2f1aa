import { dataPaths } from '../../src/config.ts';
import type { Credentials } from '../../src/conformance/supplies/credentials.ts';
import { createSupplies, type Fixtures, type Supplies } from '../../src/conformance/supplies/supplies.ts';
import type { ContractName } from '../../src/core/core.ts';
import { publisherOf, uploadBody } from './desktop.ts';
import { createMobileClient, mobilePassword } from './mobile.ts';
import { call, credentials, type TestPortico } from './portico.ts';

const by = { actor: 'test' };
/** As many as make more than one page of one row. */
const rows = [1, 2, 3];

/** All that a case can ask of whoever keeps the server: nothing is left out. */
export async function suppliesOf(at: TestPortico, contract: ContractName): Promise<Supplies> {
  const given = { ...(await credentialsOf(at, contract)), outbox: dataPaths(at.dataDir).outbox };
  return createSupplies(given, { writes: true, fixtures: fixturesOf(at), now: () => at.clock.now() });
}

async function credentialsOf(at: TestPortico, contract: ContractName): Promise<Credentials> {
  const owner = { account: 'owner', password: credentials.ownerPassword };
  if (contract === 'staff') return owner;
  if (contract === 'blog') return { ...owner, key: credentials.blogKey, secret: credentials.blogSecret };
  if (contract === 'panel') return { token: credentials.panelToken };
  if (contract === 'desktop') return { apiKey: (await publisherOf(at)).authorization.slice('Bearer '.length) };
  const { phone } = await createMobileClient(at).join();
  // So that another code may be sent to it.
  at.clock.advance(61_000);
  return { account: phone, password: mobilePassword };
}

function fixturesOf(at: TestPortico): Fixtures {
  const { faq, feedback, pushes } = at.portico.house.core;
  return {
    async faq() {
      for (const row of rows) await faq.create({ title: `问题${row}`, content: '内容' }, by);
    },
    async feedbackCategory() {
      for (const row of rows) await feedback.createCategory({ name: `类型${row}`, description: 'app' }, by);
    },
    async push() {
      for (const row of rows) await pushes.create({ title: `推送${row}`, body: '内容', managerId: 1, to: 'everyone' });
    },
    async reply(feedbackId) {
      await feedback.reply({ feedbackId, content: '回复内容', managerId: 1 });
    },
    async release() {
      const body = uploadBody('1.0', 'a release of some bytes', '工具.tar.gz');
      await call(`${at.url}/api/upgrade/upload`, 'POST', body, await publisherOf(at));
    },
  };
}

/** Where a contract is served. */
export function urlOf(at: TestPortico, contract: ContractName): URL {
  return new URL(contract === 'panel' ? at.panelUrl : at.url);
}
