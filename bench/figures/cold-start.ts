import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withEndings } from '../../test/support/endings.ts';
import { findFreePort } from '../../test/support/free-port.ts';
import type { Figure } from '../figure.ts';
import type { Asked } from '../load/requests.ts';
import { takeTurns } from '../rounds.ts';
import { makeDirectory } from '../stage/directory.ts';
import { signPeopleIn } from '../stage/people.ts';
import { serverCore, startPinned } from '../stage/pinned.ts';
import { startCommand } from '../start-command.ts';
import { ownPageOf } from './signed-in-read.ts';

const fastify = join(import.meta.dirname, '../references/bare-fastify.mjs');
const pollMs = 2;
const patienceMs = 60_000;

export const coldStart: Figure = {
  name: 'cold-start',
  about: 'how long after its start the server answers its first signed-in read',
  async run(context) {
    const directory = await makeDirectory(context);
    const [person] = await signPeopleIn(directory, 1);
    if (!person) throw new Error('nobody is there');
    const asked = ownPageOf(person);
    const ours = async (): Promise<number> => {
      const port = await findFreePort();
      const environment = { ...directory.environment, PORTICO_PORT: String(port) };
      return untilAnswered(startCommand(context.profileInto), port, asked, environment);
    };
    const reference = async (): Promise<number> => {
      const port = await findFreePort();
      return untilAnswered([process.execPath, fastify, String(port)], port, asked);
    };
    const rounds = await takeTurns(context, 'cold start', { ours, reference });
    const goals = [
      { kind: 'ratio at most', value: 3 },
      { kind: 'ours at most', value: 500 },
    ] as const;
    return [{ figure: 'cold start to the first answer', unit: 'ms', reference: 'bare fastify', goals, rounds }];
  },
};

/** Milliseconds from the start of a program until it gives a right answer; it is ended then. */
function untilAnswered(
  words: readonly string[],
  port: number,
  asked: Asked,
  environment: Record<string, string> = {},
): Promise<number> {
  return withEndings(async (endings) => {
    const startedAt = performance.now();
    const { child, said } = startPinned(endings, serverCore, words, environment);
    while (!(await isAnswered(port, asked))) {
      if (child.exitCode !== null || performance.now() - startedAt > patienceMs)
        throw new Error(`no answer: ${said()}`);
      await delay(pollMs);
    }
    return performance.now() - startedAt;
  });
}

function isAnswered(port: number, { path, headers }: Asked): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ port, host: '127.0.0.1', path, headers: { ...headers }, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200));
    });
    sent.on('error', () => resolve(false)).end();
  });
}
