// Makes docs/images, which the READMEs show: `node_modules/.bin/node test/browser/readme-pictures.ts`.
import { join } from 'node:path';
import { root } from '../../scripts/carried-node.mjs';
import type { Account } from '../../src/core/accounts/accounts.ts';
import { type Phone, parsePhone } from '../../src/core/accounts/identifiers.ts';
import { transact } from '../../src/db/database.ts';
import { addDemoCounts } from '../../src/demo-data/demo-counts.ts';
import { addDemoDevices } from '../../src/demo-data/demo-devices.ts';
import type { TestPortico } from '../support/portico.ts';
import { openPage, startBrowserHouse } from './browser-house.ts';
import type { Language } from './pages.ts';
import { categories, openThread, people, threads } from './readme-cast.ts';

const hourMs = 3_600_000;
// As high as two rows of charts.
const size = { width: 1280, height: 970 };
const endings: Record<Language, string> = { en: '.png', 'zh-CN': '.zh-CN.png' };
const pictures = [
  ['dashboard', '/'],
  ['accounts', '/accounts'],
  ['feedback', `/feedback/${openThread}`],
] as const;

for (const language of ['en', 'zh-CN'] as const) await makePictures(language);

async function makePictures(language: Language): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const house = await startBrowserHouse({ after: (ending) => cleanup.defer(ending) });
  await fill(house.portico, language);
  const { page } = await house.visitAsOwner({ language });
  await page.setViewportSize(size);
  for (const [name, path] of pictures) {
    await openPage(page, path);
    await page.screenshot({ path: join(root, 'docs/images', `${name}${endings[language]}`) });
  }
}

/** A server that has been running for a while, where everybody speaks one language. */
async function fill({ portico, clock }: TestPortico, language: Language): Promise<void> {
  const { house } = portico;
  const now = Date.now();
  const ago = (hours: number): void => clock.set(now - hours * hourMs);
  const accounts = new Map<string, Account>();
  for (const { handle, name, position, phone, daysAgo, ...person } of people) {
    ago(daysAgo * 24);
    const account = {
      ...person,
      ...{ handle, [person.origin === 'staff' ? 'realName' : 'displayName']: name[language] },
      ...{ email: { value: `${handle}@example.com`, proved: person.status !== 'waiting' } },
      ...(position && { position: position[language] }),
      ...(phone && { phone: { value: parsePhone(phone) as Phone, proved: true } }),
    };
    accounts.set(handle, await transact(house.database, (tx) => house.core.accounts.create(tx, account)));
  }
  const idOf = (handle: string): number => (accounts.get(handle) as Account).id;
  await writeFeedback(house.core, { language, ago, idOf });
  ago(100 * 24);
  await house.core.vault.create({ pin: 'jd_1', ptKey: 'made-up' }, { actor: 'cli' });
  ago(0);
  await addDemoCounts(house);
  await addDemoDevices(house, accounts.get('rosa') as Account);
}

async function writeFeedback(
  { feedback }: TestPortico['portico']['house']['core'],
  { language, ago, idOf }: { language: Language; ago(hours: number): void; idOf(handle: string): number },
): Promise<void> {
  const ids = new Map<string, number>();
  for (const [kind, name] of Object.entries(categories)) {
    ids.set(kind, (await feedback.createCategory({ name: name[language], description: '' }, { actor: 'cli' })).id);
  }
  for (const { by, category, hoursAgo, content, answers = [] } of threads) {
    ago(hoursAgo);
    const categoryId = ids.get(category) ?? null;
    const written = { content: content[language], categoryId, contactPhone: '' };
    const { id } = await feedback.submit(idOf(by), written);
    for (const [index, answer] of answers.entries()) {
      ago(hoursAgo / (index + 2));
      await feedback.reply({ feedbackId: id, content: answer[language], managerId: idOf('grace') });
    }
  }
}
