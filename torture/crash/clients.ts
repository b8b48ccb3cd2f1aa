import { setTimeout as delay } from 'node:timers/promises';
import { type Asking, askDoor } from '../../test/support/door-asking.ts';
import type { Answer } from '../../test/support/portico.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { createDoings } from './doings.ts';
import type { ChangeKind, Facts, Ledger } from './ledger.ts';
import type { FindCode } from './outbox-codes.ts';
import { Unanswered } from './unanswered.ts';

/** Many clients, each one thing after another, that wait at a gate while nobody serves. */
export interface Clients {
  /** Lets them ask, at this address. */
  open(url: string): void;
  /** Holds back what is not asked yet, and resolves when nothing is under way. */
  hold(): Promise<void>;
  end(): Promise<void>;
  /** How many changes were acknowledged so far. */
  acknowledged(): number;
  /** Answers that are neither what was asked for nor the doors' own words for a database that is away. */
  readonly wrongAnswers: readonly string[];
}

interface ClientsOptions {
  count: number;
  ledger: Ledger;
  random: SeededRandom;
  key: Record<string, string>;
  findCode: FindCode;
}

const pauseMs = 5;

/** Starts them at a closed gate. */
export function startClients({ count, ledger, ...given }: ClientsOptions): Clients {
  const wrongAnswers: string[] = [];
  let url: string | undefined;
  let underWay = 0;
  let acknowledged = 0;
  let isOver = false;

  async function ask(asking: Asking): Promise<Answer> {
    if (url === undefined) throw new Unanswered();
    const answer = await askDoor(url, asking).catch((error: Error) => {
      // Whoever hears nothing of a killed server is told so by the connection.
      if (error.name === 'AssertionError') wrongAnswers.push(error.message);
    });
    if (!answer) throw new Unanswered();
    return answer;
  }

  async function change(kind: ChangeKind, facts: Facts, asking: Asking): Promise<Answer> {
    const id = await ledger.intend(kind, facts);
    let outcome: 'acknowledged' | 'unknown' = 'unknown';
    try {
      const answer = await ask(asking);
      outcome = 'acknowledged';
      acknowledged += 1;
      return answer;
    } finally {
      await ledger.settle(id, outcome);
    }
  }

  const doings = createDoings({ ask, change, ...given });

  async function doOne(): Promise<void> {
    underWay += 1;
    try {
      await given.random.oneOf(doings)();
    } catch (error) {
      if (!(error instanceof Unanswered)) wrongAnswers.push(String(error));
      await delay(pauseMs);
    } finally {
      underWay -= 1;
    }
  }

  async function work(): Promise<void> {
    while (!isOver) await (url === undefined ? delay(pauseMs) : doOne());
  }

  const working = Array.from({ length: count }, work);

  async function hold(): Promise<void> {
    url = undefined;
    while (underWay > 0) await delay(pauseMs);
  }

  return {
    wrongAnswers,
    open(address) {
      url = address;
    },
    hold,
    acknowledged: () => acknowledged,
    async end() {
      await hold();
      isOver = true;
      await Promise.all(working);
    },
  };
}
