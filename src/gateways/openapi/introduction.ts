import type { ErrorCode } from '../../core/errors.ts';
import type { ContractDocument } from '../contract-document.ts';
import { both, type Failure } from './answers.ts';
import { withoutTitle } from './readings.ts';

const usage = `
- POST、PUT、DELETE 的请求体可以是 JSON、\`application/x-www-form-urlencoded\` 或 \`multipart/form-data\`；数字和布尔可以写成文本，未知字段被忽略（R4）。
- HEAD 可用于每个 GET，OPTIONS 由 CORS 回答。每个回答都带 \`X-Request-Id\`，失败也用本接口的信封（R5）。
- 错误码（\`code.wrong\` 等）是服务器内部名称，信封里出现的是表中的状态和代码。

- A body may be JSON, \`application/x-www-form-urlencoded\` or \`multipart/form-data\`; numbers and booleans may be written as text, unknown fields are ignored (R4).
- HEAD works wherever GET does, and CORS answers OPTIONS. Every answer has an \`X-Request-Id\`; failures wear the contract’s envelope, too (R5).
- Error codes (\`code.wrong\`) are the server’s own names; what the envelope tells is in the table.
`.trim();

/** What stands above the operations: how the contract is spoken, its failures in one table, and our readings. */
export function introduce(document: ContractDocument, failures: readonly Failure[], readings: string): string {
  return [
    both(document.summary),
    usage,
    `## 失败 · Failures\n\n${tableOf(failures)}`,
    `## 我们的解读 · How we read the contract\n\n${withoutTitle(readings)}`,
  ].join('\n\n');
}

function tableOf(failures: readonly Failure[]): string {
  const rows = new Map<ErrorCode, string>();
  for (const [code, { status, code: told, message }] of failures) {
    rows.set(code, `| \`${code}\` | ${status} | ${String(told)} | ${message} |`);
  }
  return ['| 错误 error | HTTP | 代码 code | 消息 message |', '|---|---|---|---|', ...rows.values()].join('\n');
}
