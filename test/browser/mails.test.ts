import { after, test } from 'node:test';
import { createMails } from '../../src/core/mails/mails.ts';
import type { Mail } from '../../src/core/ports.ts';
import { defaultSettings } from '../../src/core/runtime-settings/definitions.ts';
import { assertFits, changeView, keepScreenshot, startBrowserHouse } from './browser-house.ts';

const house = await startBrowserHouse({ after });

/** What a mail to an account of that handle looks like. */
async function writeReset(handle: string): Promise<string> {
  const sent: Mail[] = [];
  const sender = { send: async (mail: Mail) => void sent.push(mail) };
  const mails = createMails({ sender, settings: () => defaultSettings });
  const request = { purpose: 'reset-password', to: 'a@example.com', handle, hours: 1 } as const;
  const link = `https://id.example.com/account/reset-password?token=${'x'.repeat(43)}`;
  await mails.send({ ...request, link }, { key: 'k', signal: new AbortController().signal });
  return sent[0]?.html ?? '';
}

test('mails: the longest handle without a break fits the width of a phone', async () => {
  const { page } = await house.visit();
  await page.setContent(await writeReset('W'.repeat(64)));
  await changeView(page, 'light', 390);
  await assertFits(page, 'a mail (390)');
  await keepScreenshot(page, 'mail-reset-390-light');
});
