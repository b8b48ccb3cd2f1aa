import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { type MemoryKind, startBothMemories } from '../../../test/support/both-memories.ts';
import { openTestDatabase } from '../../../test/support/database.ts';
import type { SessionContract } from '../../db/schema.ts';
import { DomainError } from '../errors.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createCaptchas } from './captcha.ts';

const size = { width: 120, height: 44 };

async function openCaptchas(context: TestContext, kind: MemoryKind) {
  const { db } = await openTestDatabase(context);
  const clock = { at: 1_700_000_000_000, now: () => clock.at };
  const answers = new Map<string, string>();
  const captchas = createCaptchas({
    db,
    keyring: createKeyring(['a root key of more than 32 characters']),
    clock,
    memory: await kind.createEmpty(context)(),
    observe: async ({ id, answer }) => void answers.set(id, answer),
  });
  const create = async (): Promise<{ id: string; answer: string }> => {
    const { id } = await captchas.createSvg('blog', size);
    return { id, answer: answers.get(id) ?? assert.fail() };
  };
  const isRight = async (id: string, answer: string, door: SessionContract = 'blog'): Promise<boolean> => {
    try {
      await captchas.consume(door, { id, answer });
      return true;
    } catch (error) {
      assert.ok(error instanceof DomainError && error.code === 'captcha.wrong');
      return false;
    }
  };
  return { db, clock, captchas, create, isRight };
}

for (const kind of await startBothMemories({ after })) {
  const guarantee = (name: string, check: (open: () => ReturnType<typeof openCaptchas>) => Promise<void>) =>
    test(`captchas, ${kind.name}: ${name}`, (context) => check(() => openCaptchas(context, kind)));

  guarantee('the answer is taken in any letter case, once, of many at the same time', async (open) => {
    const { create, isRight } = await open();
    const lower = await create();
    assert.ok(await isRight(lower.id, lower.answer.toLowerCase()));
    assert.equal(await isRight(lower.id, lower.answer), false);
    const raced = await create();
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => isRight(raced.id, raced.answer)));
    assert.equal(outcomes.filter(Boolean).length, 1);
  });

  guarantee('a wrong answer uses the captcha up, and nobody else’s', async (open) => {
    const { create, isRight } = await open();
    const [first, second] = [await create(), await create()];
    assert.equal(await isRight(first.id, '?????'), false);
    assert.equal(await isRight(first.id, first.answer), false);
    assert.equal(await isRight('unknown', first.answer), false);
    assert.ok(await isRight(second.id, second.answer));
  });

  guarantee('one that another door drew opens nothing, and is used up', async (open) => {
    const { create, isRight } = await open();
    const { id, answer } = await create();
    assert.equal(await isRight(id, answer, 'console'), false);
    assert.equal(await isRight(id, answer), false);
  });

  guarantee('one lives two minutes, to the millisecond', async (open) => {
    const { clock, create, isRight } = await open();
    const [early, late] = [await create(), await create()];
    clock.at += 2 * 60_000 - 1;
    assert.ok(await isRight(early.id, early.answer));
    clock.at += 1;
    assert.equal(await isRight(late.id, late.answer), false);
  });

  guarantee('neither id nor answer is stored in clear', async (open) => {
    const { db, create } = await open();
    const { id, answer } = await create();
    const stored = JSON.stringify(await db.selectFrom('captchas').selectAll().execute());
    assert.ok(!stored.includes(id) && !stored.includes(answer));
  });

  guarantee('both kinds of picture have a captcha of their own behind them', async (open) => {
    const { captchas } = await open();
    const { id, svg } = await captchas.createSvg('blog', size);
    const { id: other, png } = await captchas.createPng('staff', size);
    assert.match(svg, /^<svg /);
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.notEqual(id, other);
  });
}
