import { type Answer, valueAt } from '../wire/answer.ts';

/** How a server answers where it has nothing: by this a missing endpoint is told from one that refuses. */
export interface UnknownPath {
  isMissing(answer: Answer): boolean;
}

const texts = ['message', 'msg', 'meta.msg', 'error', 'detail'];

/** Reads it off the answer to a path that nobody serves. */
export function learnUnknownPath(unknown: Answer): UnknownPath {
  const likeness = describe(unknown);
  return { isMissing: (answer) => describe(answer) === likeness };
}

/** Status, content type, and what the body says, without the path that it may repeat. */
function describe(answer: Answer): string {
  const type = (answer.headers['content-type'] ?? '').split(';')[0];
  if (answer.json === undefined) return JSON.stringify([answer.status, type]);
  return JSON.stringify([answer.status, type, valueAt(answer, 'code'), texts.map((path) => valueAt(answer, path))]);
}
