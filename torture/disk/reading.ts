import { setTimeout as delay } from 'node:timers/promises';
import { registerMobile } from '../../test/support/mobile-and-desktop.ts';
import type { TestPortico } from '../../test/support/portico.ts';

/** Somebody who looks at his own page again and again. */
export interface Reading {
  /** How often it was shown. */
  shown(): number;
  /** Answers what else was answered. */
  end(): Promise<string[]>;
}

const pauseMs = 20;
/** Longer than any write waits: a read does not wait for one. */
const patienceMs = 5_000;

/** Registers somebody, who reads from now on. */
export async function startReading(at: TestPortico, account: string): Promise<Reading> {
  const { access_token: token } = (await registerMobile(at, account, 'secret-1')).body.data;
  const headers = { authorization: `Token ${token}` };
  const faults: string[] = [];
  let shown = 0;
  let isOver = false;

  async function read(): Promise<void> {
    try {
      const answer = await fetch(`${at.url}/api/personal/info`, { headers, signal: AbortSignal.timeout(patienceMs) });
      const body = await answer.text();
      if (answer.status === 200 && JSON.parse(body).data.email === account) shown += 1;
      else faults.push(`the own page: ${answer.status} ${body}`);
    } catch (error) {
      faults.push(`the own page: ${error}`);
    }
  }

  const reading = (async () => {
    for (; !isOver; await delay(pauseMs)) await read();
  })();

  return {
    shown: () => shown,
    async end() {
      isOver = true;
      await reading;
      return faults;
    },
  };
}
