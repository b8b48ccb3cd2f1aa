import type { PathHandler } from '../../edge.ts';
import { answerPage } from '../answer-page.ts';
import type { DocsParts, FindAnswer } from './docs-answers.ts';

/**
 * `/docs/`: the contracts, to read and as OpenAPI documents. Loaded when first asked for: no request of a contract needs
 * any of it. `onFailure` is told what could not be answered.
 */
export function createDocs(parts: DocsParts & { onFailure: (error: unknown) => void }): PathHandler {
  let findAnswer: FindAnswer | undefined;
  return async (request, response) => {
    try {
      findAnswer ??= (await import('./docs-answers.ts')).createDocsAnswers(parts);
      answerPage(request, response, await findAnswer(request));
    } catch (error) {
      parts.onFailure(error);
      answerPage(request, response, { status: 500, headers: { 'Cache-Control': 'no-store' } });
    }
  };
}
