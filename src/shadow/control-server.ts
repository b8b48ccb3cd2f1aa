import { chmodSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { http } from '../http/node-http.ts';
import { StartError } from '../start/start-error.ts';
import { parseJson } from './body-fields.ts';
import type { ShadowControl } from './control.ts';

const mostBytes = 64 * 1024;
// What the systems' `sun_path` takes (Linux 108, macOS 104).
const longestPath = 100;

/** Answers the commands of whoever may open the socket file: its owner. A file that an earlier run left is replaced. */
export async function openControlServer(socketPath: string, control: ShadowControl): Promise<Server> {
  if (Buffer.byteLength(socketPath) > longestPath) {
    throw new StartError(`${socketPath} is too long for a socket: choose a shorter PORTICO_DATA_DIR`);
  }
  rmSync(socketPath, { force: true });
  const server = http.createServer((request, response) => void answer(control, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return server;
}

async function answer(control: ShadowControl, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const asked = await readAsked(request);
    send(response, 200, perform(control, asked));
  } catch (error) {
    send(response, 400, {
      problem:
        error instanceof StartError ? error.message : 'the proxy is of another version, and does not know that command',
    });
  }
}

function perform(control: ShadowControl, asked: Record<string, unknown>): unknown {
  const { command, endpoint, to, old, new: ours } = asked;
  if (command === 'status') return control.status();
  if (command === 'differences') return control.differences();
  if (command === 'return-all') return control.returnAll();
  if (command === 'switch' && typeof endpoint === 'string' && (to === 'old' || to === 'new')) {
    return control.switchEndpoint(endpoint, to);
  }
  if (command === 'pair' && typeof old === 'string' && typeof ours === 'string') {
    control.pair(old, ours);
    return null;
  }
  throw new Error('unknown command');
}

async function readAsked(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > mostBytes) throw new Error('too long');
  }
  return (parseJson(text) ?? {}) as Record<string, unknown>;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
