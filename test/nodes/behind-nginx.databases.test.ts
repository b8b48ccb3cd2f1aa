import { after, test } from 'node:test';
import { testBetweenNodes } from './between-nodes.ts';
import { testOnceInAll } from './once-in-all.ts';
import { type Guarantee, startTwoNodes } from './two-nodes.ts';

const nodes = await startTwoNodes({ after });
const guarantee: Guarantee = (name, check) => void test(name, check);
testBetweenNodes(guarantee, nodes);
testOnceInAll(guarantee, nodes);
