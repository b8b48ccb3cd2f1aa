import { setTimeout as delay } from 'node:timers/promises';
import { createBlogClient } from '../../../test/support/blog.ts';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { credentials, type TestPortico } from '../../../test/support/portico.ts';
import { findOddity, kindOfFailure, type Target } from '../envelopes.ts';
import { openWire } from '../wire.ts';

/** People who go on with what they do, on a connection of their own. */
export interface OrdinaryPeople {
  /** Answers how often they were answered, the longest that one waited, and what was not as it should be. */
  end(): Promise<{ answers: number; slowestMs: number; problems: string[] }>;
}

const pauseMs = 100;

/** Asks in turn at several doors until told to end. */
export async function beginWork(at: TestPortico): Promise<OrdinaryPeople> {
  const { token } = await createMobileClient(at).join();
  await createBlogClient(at).register('ordinary');
  const requests: Array<{
    target: Target;
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: Buffer;
  }> = [
    { target: 'mobile', method: 'GET', path: '/api/personal/info', headers: { authorization: `Token ${token}` } },
    {
      target: 'mobile',
      method: 'PUT',
      path: '/api/personal/info',
      headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
      body: Buffer.from('{"nickname":"小明"}'),
    },
    { target: 'staff', method: 'GET', path: '/captcha', headers: {} },
    { target: 'panel', method: 'GET', path: '/openApi/count', headers: { 'api-token': credentials.panelToken } },
    { target: 'desktop', method: 'POST', path: '/api/upgrade/checkVersion', headers: {} },
  ];
  const wire = openWire(at.url, 2);
  const problems: string[] = [];
  let answers = 0;
  let slowestMs = 0;
  let isOver = false;
  const work = async (): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) {
      const request = requests[turn % requests.length] as (typeof requests)[number];
      const startedAt = performance.now();
      try {
        const answer = await wire.ask(request);
        const oddity = kindOfFailure(request.target, answer) ?? findOddity(request, answer);
        if (oddity !== undefined || answer.status !== 200)
          problems.push(`${request.path}: ${oddity} ${answer.status} ${answer.text.slice(0, 100)}`);
        answers += 1;
      } catch (error) {
        problems.push(`${request.path}: ${error}`);
      }
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await delay(pauseMs);
    }
  };
  const working = work();
  return {
    async end() {
      isOver = true;
      await working;
      wire.close();
      return { answers, slowestMs: Math.round(slowestMs), problems };
    },
  };
}
