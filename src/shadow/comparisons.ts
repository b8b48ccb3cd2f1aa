import { findIssuedTokens, type IssuedToken } from './answer-keys.ts';
import { readBodyFields } from './body-fields.ts';
import { compareAnswers, lacksFields } from './compare-answers.ts';
import type { Difference } from './compare-json.ts';
import type { ClientCall, SentBody } from './exchange.ts';
import type { FieldRules } from './field-rules.ts';
import { countObstacle, type Obstacle } from './figures.ts';
import { findRequestSecrets } from './mask.ts';
import type { Replays } from './replays.ts';
import { sendsCode } from './request-keys.ts';
import type { SeenAnswer } from './seen-answer.ts';
import { otherSide, type Side } from './sides.ts';

/** Decides what is asked of the other server too, and compares. */
export interface Comparisons {
  /** Why a request will not be replayed; undefined where it will. */
  findObstacle(call: ClientCall): Obstacle | undefined;
  /** Once the client has been answered by `side`. Answers the tokens that the other server gave out instead. */
  compare(call: ClientCall, body: SentBody, side: Side, answer: SeenAnswer): Promise<IssuedToken[]>;
}

interface ComparisonDeps {
  replays: Replays;
  replaysWrites: boolean;
  /** Whether this one is in the sample. */
  isSampled(): boolean;
  rulesFor(endpoint: string): FieldRules;
  onDifference(endpoint: string, difference: Difference, secrets: readonly string[]): void;
}

/** Makes the comparisons of one proxy. */
export function createComparisons(deps: ComparisonDeps): Comparisons {
  const { replays, onDifference } = deps;

  function findObstacle({ endpoint, keys }: ClientCall): Obstacle | undefined {
    if (sendsCode(endpoint)) return 'would send a code';
    if (!endpoint.reads && !deps.replaysWrites) return 'a write';
    if (keys.oneTime.length > 0) return 'a code or captcha';
    // A write that is left out would leave the two servers apart for good.
    return endpoint.reads && !deps.isSampled() ? 'not in the sample' : undefined;
  }

  async function compare(call: ClientCall, body: SentBody, side: Side, answer: SeenAnswer): Promise<IssuedToken[]> {
    const { endpoint, figures } = call;
    const asked = otherSide(side);
    const outcome = await replays.replay(call, body, asked);
    if ('obstacle' in outcome) {
      countObstacle(figures, outcome.obstacle);
      return [];
    }
    figures.replayed += 1;
    // Of a body that streamed no field was read before.
    const fields = readBodyFields(body?.bytes, call.headers['content-type']);
    const secrets = findRequestSecrets(call.headers, fields, call.url);
    if ('failure' in outcome) {
      const said = { [side]: `status ${answer.status}`, [asked]: outcome.failure } as Record<Side, string>;
      countObstacle(figures, 'no answer');
      onDifference(endpoint.name, { field: '(answer)', kind: 'no answer', ...said }, secrets);
      return [];
    }
    const sides = { [side]: answer, [asked]: outcome.answer } as Record<Side, SeenAnswer>;
    const found = compareAnswers(sides.old, sides.new, deps.rulesFor(endpoint.name));
    if (found.length > 0) figures.different += 1;
    else if (lacksFields(sides.old, sides.new)) countObstacle(figures, 'body too large');
    else figures.same += 1;
    for (const difference of found) onDifference(endpoint.name, difference, secrets);
    const tokens = findIssuedTokens(outcome.answer);
    outcome.release();
    return tokens;
  }

  return { findObstacle, compare };
}
