import { type DocumentedOperation, findOperation } from './documented-answers.ts';
import type { Answer } from './portico.ts';

/** One real answer, and to what. */
export interface TakenAnswer {
  documented: DocumentedOperation;
  /** Path and query, as they were asked for. */
  url: string;
  answer: Answer;
  /** Asks the same once more, word for word. */
  repeat(): Promise<Answer>;
}

/** From now on takes down every answer of a documented operation that this process is given. */
export function takeAnswers(operations: readonly DocumentedOperation[]): readonly TakenAnswer[] {
  const taken: TakenAnswer[] = [];
  const ask = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await ask(input, init);
    const { pathname, search } = new URL(String(input));
    const documented = findOperation(operations, init?.method ?? 'GET', pathname);
    if (documented) {
      const repeat = async () => readAnswer(await ask(input, init));
      taken.push({ documented, url: pathname + search, answer: await readAnswer(response.clone()), repeat });
    }
    return response;
  };
  return taken;
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
