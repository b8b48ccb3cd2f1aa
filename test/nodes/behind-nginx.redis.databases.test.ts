import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { patience } from '../support/both-memories.ts';
import { call } from '../support/portico.ts';
import { startRedis } from '../support/redis.ts';
import { testBetweenNodes } from './between-nodes.ts';
import { testOnceInAll } from './once-in-all.ts';
import { type Guarantee, startTwoNodes } from './two-nodes.ts';

const redis = await startRedis({ after });
const nodes = await startTwoNodes({ after }, { ...patience, PORTICO_REDIS_URL: redis.url });
const guarantee: Guarantee = (name, check) => void test(name, check);
testBetweenNodes(guarantee, nodes);
testOnceInAll(guarantee, nodes);

test('nodes: all of this with Redis in front: what either drew is kept there', async () => {
  for (const { url } of [nodes.first, nodes.second]) {
    const findKept = async () => (await redis.command('KEYS', 'portico:captcha:*')) as string[];
    const before = await findKept();
    await call(`${url}/captcha`, 'GET');
    // Older ones may have come to their end meanwhile.
    assert.equal((await findKept()).filter((key) => !before.includes(key)).length, 1);
  }
});
