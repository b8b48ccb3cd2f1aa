import type { TSchema } from 'typebox';
import { compareOrder } from '../checks/compare-order.ts';
import { compareSchema } from '../checks/compare-schema.ts';
import { compareValues } from '../checks/compare-values.ts';
import { type Difference, show } from '../checks/difference.ts';
import { checkHeaders, type HeaderRules } from '../checks/headers.ts';
import type { Supplies } from '../supplies/supplies.ts';
import type { Answer } from '../wire/answer.ts';
import { type Server, send, type WireRequest } from '../wire/send.ts';
import { WireFailure } from '../wire/wire-failure.ts';
import { CannotGoOn, NotRun } from './not-run.ts';

/** What an answer has to be. */
export interface Expected {
  status: number;
  /** Of the whole body; undefined: it is not JSON, or there is none. */
  schema?: TSchema;
  /** Leaves of the body that have to hold these very values. */
  values?: object;
  /** Besides those of every answer. */
  headers?: HeaderRules;
  /** Where the body has its code. */
  codePath?: string;
}

/** A difference, and which exchange of the case showed it. */
export interface FoundDifference extends Difference {
  request: string;
  /** In how many answers of the case it was found. */
  times: number;
}

/** The exchanges of one case with the server, and what they showed. */
export interface Conversation {
  supplies: Supplies;
  differences: FoundDifference[];
  /** The first answer, by which a missing endpoint is known. */
  first: Answer | undefined;
  /** Throws CannotGoOn where no answer came, which is a difference. */
  send(request: WireRequest): Promise<Answer>;
  /** Records every difference of an answer. Answers whether there was none. Throws NotRun where it asks to wait. */
  expect(answer: Answer, expected: Expected): boolean;
  /** Records a difference in what no schema tells. */
  note(answer: Answer, difference: Difference): void;
}

/** An origin as a browser's page has it; it is sent with every request, so that CORS is answered for. */
const clientOrigin = 'https://client.example';

/** Begins the conversation of one case. */
export function createConversation(server: Server, supplies: Supplies): Conversation {
  const talk: Conversation = {
    supplies,
    differences: [],
    first: undefined,
    async send(request) {
      const headers = {
        Origin: clientOrigin,
        'Accept-Language': 'zh-CN',
        'User-Agent': 'portico-verify',
        ...request.headers,
      };
      try {
        const answer = await send(server, { ...request, headers });
        talk.first ??= answer;
        return answer;
      } catch (error) {
        if (!(error instanceof WireFailure)) throw error;
        record(request, [{ where: 'answer', kind: 'envelope', expected: 'an answer', found: error.message }]);
        throw new CannotGoOn(error.message);
      }
    },
    expect(answer, expected) {
      const differences = compareAnswer(answer, expected);
      if (differences.length > 0 && isAskedToWait(answer, expected)) throw new NotRun('budget');
      record(answer.asked, differences);
      return differences.length === 0;
    },
    note(answer, difference) {
      record(answer.asked, [difference]);
    },
  };

  function record({ method, path }: { method: string; path: string }, differences: Difference[]): void {
    const request = `${method} ${path.split('?')[0]}`;
    for (const difference of differences) {
      const known = talk.differences.find((each) => isSame(each, { request, ...difference }));
      if (known) known.times += 1;
      else talk.differences.push({ request, ...difference, times: 1 });
    }
  }
  return talk;
}

function isSame(one: FoundDifference, other: Omit<FoundDifference, 'times'>): boolean {
  const { request, where, kind, expected, found } = other;
  const isThere = one.request === request && one.where === where && one.kind === kind;
  return isThere && one.expected === expected && one.found === found;
}

function compareAnswer(answer: Answer, { status, schema, values, headers = {}, codePath }: Expected): Difference[] {
  const found = checkHeaders(answer, schema !== undefined, headers);
  if (answer.status !== status) found.unshift(describeStatus(answer, status));
  if (schema === undefined) return found;
  if (answer.json === undefined) return [...found, describeNoJson(answer)];
  const inBody = [...compareSchema(schema, answer.json, 'body'), ...compareValues(values ?? {}, answer.json, 'body')];
  const told = dedupe(inBody).map((each) => nameCode(each, codePath));
  return [...found, ...told, ...compareOrder(schema, answer.json, 'body')];
}

function nameCode(difference: Difference, codePath: string | undefined): Difference {
  const isCode = difference.where === `body.${codePath}` && difference.kind === 'value';
  return isCode ? { ...difference, kind: 'code' } : difference;
}

function describeStatus({ status, headers, json }: Answer, expected: number): Difference {
  const where = headers.location === undefined ? '' : ` to ${headers.location}`;
  const said = json === undefined ? '' : ` ${show(json)}`;
  return { where: 'status', kind: 'status', expected: String(expected), found: `${status}${where}${said}` };
}

function describeNoJson({ headers, text }: Answer): Difference {
  const type = headers['content-type'] ?? 'no content type';
  const found = text === '' ? 'nothing' : `${type}: ${beginning(text)}`;
  return { where: 'body', kind: 'envelope', expected: 'JSON', found };
}

/** Without what is as long as a token: of what is no JSON nobody could say which part of it is a secret. */
function beginning(text: string): string {
  const shown = text.slice(0, 2000).replace(/[\w.+/=-]{16,}/g, '…');
  return shown.slice(0, 60).replace(/\s+/g, ' ');
}

/** Limits of an address are no difference: whoever asks as much as a run does meets them (R7, R13). */
function isAskedToWait({ status, headers }: Answer, expected: Expected): boolean {
  const isOther = status !== expected.status || status === 200;
  return isOther && headers['retry-after'] !== undefined && expected.headers?.['retry-after'] === undefined;
}

/** A field that breaks its schema and its value is one difference. */
function dedupe(differences: Difference[]): Difference[] {
  const seen = new Map<string, Difference>();
  for (const difference of differences) if (!seen.has(difference.where)) seen.set(difference.where, difference);
  return [...seen.values()];
}
