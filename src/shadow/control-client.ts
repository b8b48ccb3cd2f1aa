import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { http } from '../http/node-http.ts';
import { StartError } from '../start/start-error.ts';
import type { DifferenceRecord } from './differences.ts';
import type { Side } from './sides.ts';
import type { ShadowStatus } from './status.ts';

/** Asks a running proxy, by its socket file; each throws StartError with what the proxy has against it, or where none runs. */
export function connectToShadow(socketPath: string) {
  return {
    status: () => ask<ShadowStatus>(socketPath, { command: 'status' }),
    differences: () => ask<DifferenceRecord[]>(socketPath, { command: 'differences' }),
    switchEndpoint: (endpoint: string, to: Side) => ask<string>(socketPath, { command: 'switch', endpoint, to }),
    pair: (old: string, ours: string) => ask<null>(socketPath, { command: 'pair', old, new: ours }),
    returnAll: () => ask<string[]>(socketPath, { command: 'return-all' }),
  };
}

/** Whether anybody has that socket file open: a proxy that was killed leaves it behind. */
export function isListening(socketPath: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(socketPath, () => resolve(true));
  socket.on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

const patienceMs = 10_000;

async function ask<Answer>(socketPath: string, asked: object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = http.request({ socketPath, method: 'POST', path: '/', timeout: patienceMs }, resolve);
  request.on('timeout', () => request.destroy(new Error('no answer')));
  request.on('error', reject);
  request.end(JSON.stringify(asked));
  try {
    const response = await promise;
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    const answer = JSON.parse(text);
    if (response.statusCode !== 200) throw new StartError(answer.problem);
    return answer as Answer;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`no proxy answers at ${socketPath}: it has ended, or hangs`, error);
  }
}
