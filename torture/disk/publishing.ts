import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { uploadBody } from '../../test/support/desktop.ts';
import { askDoor } from '../../test/support/door-asking.ts';
import { signInAtConsole } from '../../test/support/management.ts';
import type { TestPortico } from '../../test/support/portico.ts';

/** Somebody who publishes one release after another. */
export interface Publishing {
  published(): number;
  refused(): number;
  /** Answers what was neither published nor refused in the door's words. */
  end(): Promise<string[]>;
}

const pauseMs = 100;
const releaseBytes = 64 * 1024;

/** Publishes from now on; what is refused is not tried again. */
export async function startPublishing(at: TestPortico): Promise<Publishing> {
  const operator = await signInAtConsole(at);
  const rights = { name: 'publisher', rights: ['releases:write'] };
  const key: string = (await operator.call('POST', '/api-keys', { body: rights })).body.key;
  const faults: string[] = [];
  const counts = { published: 0, refused: 0 };
  let isOver = false;

  async function publish(version: string): Promise<void> {
    const body = uploadBody(version, randomBytes(releaseBytes), 'tool.zip');
    const headers = { authorization: `Bearer ${key}` };
    const asking = { door: 'desktop', method: 'POST', path: '/api/upgrade/upload', headers, body } as const;
    try {
      if (await askDoor(at.url, asking, 'disk')) counts.published += 1;
      else counts.refused += 1;
    } catch (error) {
      faults.push(String(error));
    }
  }

  const publishing = (async () => {
    for (let release = 1; !isOver; release += 1) {
      await publish(`1.${release}`);
      await delay(pauseMs);
    }
  })();

  return {
    published: () => counts.published,
    refused: () => counts.refused,
    async end() {
      isOver = true;
      await publishing;
      return faults;
    },
  };
}
