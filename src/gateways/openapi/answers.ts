import { type ErrorCode, errorCatalogue } from '../../core/errors.ts';
import type { Both } from '../../http/plain-page.ts';
import type { AnswerDocument, HeaderDocument, OperationDocument } from '../contract-document.ts';
import type { SaidFailure } from '../said-failure.ts';

/** A failure of an operation, and how it is said. */
export type Failure = readonly [code: ErrorCode, said: SaidFailure];

interface Example {
  summary: string;
  value: unknown;
}

interface Media {
  schemas: object[];
  examples: Record<string, Example>;
}

const jsonType = 'application/json';

/** Where the schema of every failure stands. */
const failureRef = { $ref: '#/components/schemas/Failure' };

/** Every answer of an operation by its status: what went well, and each failure with an example. */
export function describeAnswers(operation: OperationDocument, failures: readonly Failure[]): Record<string, object> {
  const answers = [operation.answer, ...(operation.otherAnswers ?? [])];
  const statuses = [...answers.map(({ status }) => status), ...failures.map(([, { status }]) => status)];
  const sorted = [...new Set(statuses)].sort((one, other) => one - other);
  const described = sorted.map((status) => {
    const told = answers.filter((answer) => answer.status === status);
    const failed = failures.filter(([, said]) => said.status === status);
    return [status, describeStatus(operation, told, failed)];
  });
  return Object.fromEntries(described);
}

function describeStatus(
  operation: OperationDocument,
  answers: readonly AnswerDocument[],
  failures: readonly Failure[],
): object {
  const media = new Map<string, Media>();
  const mediaOf = (type: string): Media => {
    const known = media.get(type) ?? { schemas: [], examples: {} };
    media.set(type, known);
    return known;
  };
  for (const answer of answers) {
    if ('schema' in answer) {
      const { schemas, examples } = mediaOf(jsonType);
      schemas.push(answer.schema);
      if (answer === operation.answer) examples.success = { summary: '成功 Success', value: operation.example.answer };
    } else if (answer.contentType !== undefined) {
      mediaOf(answer.contentType);
    }
  }
  for (const [code, { body, message }] of failures) {
    mediaOf(jsonType).examples[code] = { summary: `${code} ${message}`, value: body };
  }
  if (failures.length > 0) mediaOf(jsonType).schemas.push(failureRef);
  const words = [...answers.map(wordsOf), ...failures.map(([code]) => `\`${code}\``)];
  return {
    description: words.join('；'),
    headers: describeHeaders(answers, failures),
    ...(media.size > 0 && {
      content: Object.fromEntries([...media].map(([type, each]) => [type, describeMedia(each)])),
    }),
  };
}

function describeMedia({ schemas, examples }: Media): object {
  const schema = schemas.length > 1 ? { oneOf: schemas } : schemas[0];
  return { ...(schema && { schema }), ...(Object.keys(examples).length > 0 && { examples }) };
}

function wordsOf({ words = { zh: '成功', en: 'Success' } }: AnswerDocument): string {
  return `${words.zh} ${words.en}`;
}

function describeHeaders(answers: readonly AnswerDocument[], failures: readonly Failure[]): object {
  const own = Object.assign({}, ...answers.map(({ headers = {} }) => headers)) as Record<string, HeaderDocument>;
  const isLimited = failures.some(([code]) => errorCatalogue[code] === 'rate_limited');
  return {
    'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
    ...(isLimited && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
    ...Object.fromEntries(Object.entries(own).map(([name, header]) => [name, describeHeader(header)])),
  };
}

function describeHeader({ words, pattern }: HeaderDocument): object {
  return { description: both(words), schema: { type: 'string', ...(pattern && { pattern }) } };
}

/** The headers that many answers have. */
export const commonHeaders = {
  'X-Request-Id': {
    description: '请求编号，与日志一致。\n\nThe number of the request, as in the log.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: '多少秒后再试，已知时才有。\n\nSeconds until a try may succeed, where that is known.',
    schema: { type: 'integer', minimum: 1 },
  },
};

/** The Chinese, and the English below. */
export function both({ zh, en }: Both): string {
  return `${zh}\n\n${en}`;
}
