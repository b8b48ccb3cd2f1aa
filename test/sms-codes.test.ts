import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { aliyunCodes } from '../src/providers/sms/aliyun-codes.ts';
import type { SmsVerdict } from '../src/providers/sms/failure.ts';
import { tencentClockCodes, tencentCodes } from '../src/providers/sms/tencent-codes.ts';
import { findVerdict, type VerdictTable, wrongAccount } from '../src/providers/sms/verdicts.ts';

const clock = wrongAccount('the clock');
const tables: Record<string, VerdictTable> = {
  aliyun: { ...aliyunCodes, 'InvalidTimeStamp.': clock },
  tencent: { ...tencentCodes, ...Object.fromEntries(tencentClockCodes.map((code) => [code, clock])) },
};

/** One row for each meaning, with the codes that have it; `X.*` is X and all that begin with `X.`. */
function drawTable(): string {
  const rows = new Map<string, string[]>();
  for (const [vendor, table] of Object.entries(tables)) {
    for (const [code, verdict] of Object.entries(table)) {
      const row = `| ${vendor} | ${describe(verdict)}`;
      rows.set(row, [...(rows.get(row) ?? []), `\`${code.endsWith('.') ? `${code}*` : code}\``]);
    }
  }
  const lines = [...rows].map(([row, codes]) => `${row} | ${codes.join(', ')} |`);
  const head = ['| vendor | 结果 result | 换下一家 next vendor | codes |', '|---|---|---|---|'];
  return [...head, ...lines.toSorted()].join('\n');
}

function describe({ reason, concerns, mayHaveBeenSent }: SmsVerdict): string {
  if (mayHaveBeenSent) return `\`${reason}\` | 否，可能已发出 no, it may have been sent`;
  return `\`${reason}\` | ${concerns === 'recipient' ? '否 no' : '是 yes'}`;
}

test('docs/sms.md shows what every documented code of the vendors means', () => {
  const table = drawTable();
  const page = readFileSync(new URL('../docs/sms.md', import.meta.url), 'utf8');
  assert.ok(page.includes(`${table}\n`), `the page must hold:\n${table}`);
});

test('codes of a family mean what the family means, and unknown ones are rejected for this recipient', () => {
  assert.equal(findVerdict(aliyunCodes, 'Throttling.Api', 400).reason, 'throttled');
  assert.equal(findVerdict(tencentCodes, 'InternalError.SendAndRecvFail', 200).mayHaveBeenSent, true);
  for (const code of ['whatever', 'constructor', 'toString', '__proto__', '']) {
    assert.deepEqual(findVerdict(aliyunCodes, code, 400), { reason: 'rejected', concerns: 'recipient' }, code);
  }
});

test('a code that nobody documented, with a status of a failing server, may have sent; a documented one decides by itself', () => {
  assert.equal(findVerdict(aliyunCodes, 'Whatever.New', 500).mayHaveBeenSent, true);
  assert.equal(findVerdict(aliyunCodes, 'isv.MOBILE_NUMBER_ILLEGAL', 500).mayHaveBeenSent, undefined);
});
