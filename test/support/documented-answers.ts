import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AnswerDocument, ContractDocument, OperationDocument } from '../../src/gateways/contract-document.ts';
import { gatewayDefinitions } from '../../src/gateways/definitions.ts';
import type { GatewayDefinition } from '../../src/gateways/gateway.ts';
import { sayFailure } from '../../src/gateways/said-failure.ts';
import type { Answer } from './portico.ts';

/** One operation of one contract, with all that judges an answer of it. */
export interface DocumentedOperation {
  definition: GatewayDefinition;
  document: ContractDocument;
  /** As the document has it: `GET /api/faq/:id`. */
  name: string;
  operation: OperationDocument;
}

/** Whether an answer is a documented success, a documented failure, or neither, and then why. */
export type Verdict = { kind: 'success' | 'failure' } | { kind: 'undocumented'; problems: string };

const ajv = new Ajv2020({ strict: false, allErrors: true });

/** Every operation of every contract. */
export async function loadOperations(): Promise<DocumentedOperation[]> {
  const contracts = await Promise.all(
    gatewayDefinitions.map(async (definition) => ({ definition, document: await definition.loadDocument() })),
  );
  return contracts.flatMap(({ definition, document }) =>
    Object.entries(document.operations).map(([name, operation]) => ({ definition, document, name, operation })),
  );
}

/** Whose answer it is: the operation at this path; one without parameters before one with them. */
export function findOperation(
  operations: readonly DocumentedOperation[],
  method: string,
  pathname: string,
): DocumentedOperation | undefined {
  const fits = ({ name }: DocumentedOperation): boolean => {
    const [asked, pattern = ''] = name.split(' ');
    const shape = pattern.replaceAll(/:\w+/g, '[^/]+').replace('*', '.*');
    return asked === method && new RegExp(`^${shape}/?$`).test(pathname);
  };
  return operations.filter(fits).sort((one, other) => countParameters(one) - countParameters(other))[0];
}

function countParameters({ name }: DocumentedOperation): number {
  return (name.match(/[:*]/g) ?? []).length;
}

/** Judges a real answer by the document alone. */
export function judge(documented: DocumentedOperation, answer: Answer, url: string): Verdict {
  const { answer: usual, otherAnswers = [] } = documented.operation;
  const successes = [usual, ...otherAnswers].map((each) => findSuccessProblems(each, answer));
  if (successes.includes(undefined)) return { kind: 'success' };
  const failure = findFailureProblems(documented, answer, url);
  if (failure === undefined) return { kind: 'failure' };
  return { kind: 'undocumented', problems: [...successes, failure].join('\n or ') };
}

function findSuccessProblems(document: AnswerDocument, { status, headers, body }: Answer): string | undefined {
  if (status !== document.status) return `status ${status} is not ${document.status}`;
  const type = (headers.get('content-type') ?? '').split(';')[0];
  const expected = 'schema' in document ? 'application/json' : (document.contentType ?? '');
  if (type !== expected) return `type ${type} is not ${expected}`;
  for (const [name, { pattern = '' }] of Object.entries(document.headers ?? {})) {
    const value = headers.get(name);
    if (value === null || !new RegExp(pattern).test(value)) return `header ${name}: ${value}`;
  }
  if ('schema' in document && !ajv.validate(document.schema, body)) return ajv.errorsText();
  return undefined;
}

function findFailureProblems(documented: DocumentedOperation, answer: Answer, url: string): string | undefined {
  const { definition, document, name, operation } = documented;
  if (!ajv.validate(document.failure.schema, answer.body)) return `failure: ${ajv.errorsText()}`;
  const [method = ''] = name.split(' ');
  const said = operation.errors.map((code) => sayFailure(definition, document, code, { method, url }));
  const told = document.failure.codePath.reduce<unknown>(
    (value, member) => (value as Record<string, unknown>)[member],
    answer.body,
  );
  const isSaid = said.some(({ status, code }) => status === answer.status && code === told);
  return isSaid ? undefined : `no documented error is ${answer.status} (${told}): ${JSON.stringify(answer.body)}`;
}
