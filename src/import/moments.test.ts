import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMoment } from './moments.ts';

const moment = Date.parse('2019-03-03T21:06:07Z');

for (const text of [
  '1551647167',
  '1551647167000',
  '2019-03-04 05:06:07',
  '2019/3/4 5:06:07',
  '2019-03-03T21:06:07Z',
  '2019-03-04T05:06:07+0800',
  '2019-03-03T21:06:07.000000+00:00',
  '2019-03-03 21:06:07+00',
  '2019-03-04 02:36:07.000+05:30',
  '2019-03-03 21:06:07 UTC',
  '2019-03-03 16:06:07 -0500',
]) {
  test(`moments: ${text} is one`, () => assert.equal(readMoment(text, 'Asia/Shanghai'), moment));
}

for (const text of ['20190304', '2019-02-30', '2019-03-04 25:00:00', 'yesterday', '2019-13-01T00:00:00Z', '1e9']) {
  test(`moments: ${text} is none`, () => assert.equal(readMoment(text, 'Asia/Shanghai'), undefined));
}
