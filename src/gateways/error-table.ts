import type { DomainError, ErrorCode, ErrorKind } from '../core/errors.ts';

/** One contract's words for failures: every kind must be covered, single codes may be said otherwise. */
export interface ErrorTable<Words> {
  kinds: Record<ErrorKind, Words>;
  codes: Partial<Record<ErrorCode, Words>>;
}

/** A code's own words, else those of its kind. */
export function findWords<Words>(table: ErrorTable<Words>, error: DomainError): Words {
  return table.codes[error.code] ?? table.kinds[error.kind];
}

/** The failure's message, with every field error behind it where there are some. */
export function addFields(message: string, error: DomainError): string {
  const fields = describeFields(error);
  return fields === '' ? message : `${message}：${fields}`;
}

/** Every field error as one text: `用户名：2~16 字；密码：6~16 位`. */
export function describeFields(error: DomainError): string {
  return (error.params.fields ?? []).map(({ label, rule }) => `${label}：${rule}`).join('；');
}
