import { DomainError, type ErrorCode } from '../core/errors.ts';
import type { ContractDocument } from './contract-document.ts';
import type { GatewayDefinition } from './gateway.ts';

/** How one failure is told in a contract. */
export interface SaidFailure {
  status: number;
  /** What stands at the contract's `codePath`. */
  code: unknown;
  /** What it tells people. */
  message: string;
  /** The whole body, as it is where the error tells nothing besides itself. */
  body: unknown;
}

/** What a contract says of an error code to whoever asked for `url`. */
export function sayFailure(
  definition: GatewayDefinition,
  { failure }: ContractDocument,
  code: ErrorCode,
  request: { method: string; url: string },
): SaidFailure {
  const fields = code === 'request.invalid_fields' ? { fields: [exampleField] } : {};
  const { status, body } = definition.writeError(new DomainError(code, fields), { ...request, headers: {} });
  return { status, code: readAt(body, failure.codePath), message: String(readAt(body, failure.messagePath)), body };
}

const exampleField = { field: 'field', label: '字段', rule: '不能为空' };

function readAt(body: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], body);
}
