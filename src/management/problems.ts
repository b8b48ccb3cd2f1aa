import type { IncomingMessage } from 'node:http';
import type { ErrorObject } from 'ajv';
import localizeEn from 'ajv-i18n/localize/en/index.js';
import localizeZh from 'ajv-i18n/localize/zh/index.js';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import type { ErrorWriter, FailedRequest } from '../http/app.ts';
import { type Language, languageOf } from '../http/language.ts';
import { apiPrefix } from './api-prefix.ts';
import { keptOrNotText, kindTexts, type ProblemText, problemTexts, ruleTexts, textsOfRoutes } from './problem-texts.ts';

/** One member of the request that breaks its rule. */
export interface FieldProblem {
  /** JSON Pointer into the body, or the name of a query or path parameter behind a slash. */
  pointer: string;
  detail: string;
}

// The package’s types tell of a default export that its CommonJS does not have.
const localize = { en: localizeEn, zh: localizeZh } as unknown as Record<Language, (errors: ErrorObject[]) => void>;

/** Any failure as RFC 9457 problem details, in the language that the caller asked for. */
export const writeProblem: ErrorWriter = (error, request) => {
  const language = languageOf(request.headers);
  const text = findTextAt(request, error) ?? findText(error);
  const errors = describeFields(error, language);
  const { identifier, retryAfterSeconds } = error.params;
  return {
    status: text.status,
    contentType: 'application/problem+json; charset=utf-8',
    headers: {
      'Content-Language': language,
      Vary: 'Accept-Language',
      ...(text.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    },
    body: {
      type: `urn:portico:problem:${error.code}`,
      title: text.title[language],
      status: text.status,
      detail: text.detail[language],
      code: error.code,
      ...(request.headers['x-request-id'] && { instance: `urn:portico:request:${request.headers['x-request-id']}` }),
      ...(errors.length > 0 && { errors }),
      ...(identifier && { identifier }),
      ...(retryAfterSeconds && { retryAfterSeconds }),
    },
  };
};

/** One failure among others that went well, in the language that the caller asked for. */
export function tellProblem(code: ErrorCode, headers: IncomingMessage['headers']) {
  const { title, detail } = findText(new DomainError(code));
  const language = languageOf(headers);
  return { code, title: title[language], detail: detail[language] };
}

/** The words of the one route that it is said at. */
function findTextAt({ method, url }: FailedRequest, { code }: DomainError): ProblemText | undefined {
  const [path = ''] = url.split('?', 1);
  const route = `${method} ${path.replace(apiPrefix, '')}`;
  return textsOfRoutes.find(([pattern, texts]) => pattern.test(route) && texts[code])?.[1][code];
}

function findText(error: DomainError): ProblemText {
  if (error.params.mayHaveBeenKept) return keptOrNotText;
  const texts: Partial<Record<string, ProblemText>> = problemTexts;
  return texts[error.code] ?? kindTexts[error.kind];
}

function describeFields(error: DomainError, language: Language): FieldProblem[] {
  if (isSchemaErrors(error.cause)) return describeSchemaErrors(error.cause, language);
  return (error.params.fields ?? []).map(({ field, rule }) => ({
    pointer: `/${field}`,
    detail: language === 'zh' ? rule : (ruleTexts[rule] ?? rule),
  }));
}

function isSchemaErrors(cause: unknown): cause is ErrorObject[] {
  return (
    Array.isArray(cause) && cause.every((each) => typeof each === 'object' && each !== null && 'schemaPath' in each)
  );
}

/** One problem for each place: the first rule that it breaks. */
function describeSchemaErrors(causes: ErrorObject[], language: Language): FieldProblem[] {
  const errors = causes.map((cause) => ({ ...cause }));
  localize[language](errors);
  const misleading = findMisleading(errors);
  const found = new Map<string, string>();
  for (const error of errors.filter((each) => !misleading.has(each))) {
    const pointer = pointerOf(error);
    if (!found.has(pointer)) found.set(pointer, ruleOf(error, language));
  }
  return [...found].map(([pointer, detail]) => ({ pointer, detail }));
}

/** Of alternatives, those of another type than what was sent, where one is of its type: that one’s rules were meant. */
function findMisleading(errors: readonly ErrorObject[]): Set<ErrorObject> {
  const misleading = new Set<ErrorObject>();
  for (const choice of errors.filter(({ keyword }) => keyword === 'anyOf')) {
    const alternatives = Map.groupBy(errors, (error) => findAlternative(choice, error));
    alternatives.delete(undefined);
    const ofOtherType = [...alternatives.values()].filter((broken) =>
      broken.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === choice.instancePath),
    );
    if (ofOtherType.length === alternatives.size) continue;
    for (const error of [choice, ...ofOtherType.flat()]) misleading.add(error);
  }
  return misleading;
}

/** The number of the alternative that this error is about; undefined where it is about none of the choice. */
function findAlternative(choice: ErrorObject, { schemaPath, instancePath }: ErrorObject): string | undefined {
  const isInside = instancePath === choice.instancePath || instancePath.startsWith(`${choice.instancePath}/`);
  const start = `${choice.schemaPath}/`;
  return isInside && schemaPath.startsWith(start) ? schemaPath.slice(start.length).split('/', 1)[0] : undefined;
}

function pointerOf({ instancePath, params }: ErrorObject): string {
  const member = params.missingProperty ?? params.additionalProperty;
  return member === undefined
    ? instancePath
    : `${instancePath}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A pattern says nothing to people: there the schema's own words do. */
function ruleOf({ keyword, parentSchema, message }: ErrorObject, language: Language): string {
  const own: unknown = parentSchema?.description;
  if (keyword !== 'pattern' || typeof own !== 'string') return message ?? '';
  return language === 'en' ? own : (Object.entries(ruleTexts).find(([, en]) => en === own)?.[0] ?? own);
}
