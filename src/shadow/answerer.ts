import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Breaker } from './breaker.ts';
import type { ClientCall } from './exchange.ts';
import type { Route, Routing } from './routing.ts';
import type { Side } from './sides.ts';
import { swapInBody, swapInHeaders } from './swap-tokens.ts';
import type { Switches } from './switches.ts';
import { type Upstream, UpstreamFailure } from './upstream.ts';

/** Who answered a client's request, and the head of what it said. */
export interface Answered {
  side: Side;
  message: IncomingMessage;
}

/** Gets a client's request answered. */
export interface Answerer {
  /** By the server that the endpoint is switched to, or the one that knows what the request carries; throws UpstreamFailure. */
  answer(call: ClientCall, body: Buffer | Readable | undefined, signal: AbortSignal): Promise<Answered>;
}

interface AnswererDeps {
  upstreams: Record<Side, Upstream>;
  switches: Switches;
  routing: Routing;
  breaker: Breaker;
  onFailure(side: Side, failure: UpstreamFailure): void;
}

/** Makes the one of a proxy. Where ours fails at a switched endpoint, the old server answers instead if it still can. */
export function createAnswerer({ upstreams, switches, routing, breaker, onFailure }: AnswererDeps): Answerer {
  async function answer(call: ClientCall, body: Buffer | Readable | undefined, signal: AbortSignal): Promise<Answered> {
    const { name } = call.endpoint;
    const route = routing.choose(switches.sideOf(name), call.keys);
    if (route.side === 'old') return { side: 'old', message: await ask(route, call, body, signal) };
    const message = await askOurs(route, call, body, signal);
    if (message) return { side: 'new', message };
    return { side: 'old', message: await ask(routing.choose('old', call.keys), call, body, signal) };
  }

  /** Undefined where ours failed, and the old server can be asked in its place. */
  async function askOurs(route: Route, call: ClientCall, body: Buffer | Readable | undefined, signal: AbortSignal) {
    const { endpoint, keys } = call;
    const mayRepeat = (body === undefined || Buffer.isBuffer(body)) && routing.choose('old', keys).side === 'old';
    try {
      const message = await ask(route, call, body, signal);
      if ((message.statusCode ?? 0) < 500) {
        breaker.succeed(endpoint.name);
        return message;
      }
      breaker.fail(endpoint.name);
      if (!mayRepeat || !endpoint.reads) return message;
      message.on('error', () => {}).resume();
      return undefined;
    } catch (error) {
      if (signal.aborted) throw error;
      breaker.fail(endpoint.name);
      if (mayRepeat && (endpoint.reads || neverArrived(error))) return undefined;
      throw error;
    }
  }

  async function ask(
    { side, swaps }: Route,
    call: ClientCall,
    body: Buffer | Readable | undefined,
    signal: AbortSignal,
  ) {
    const { method, url, passed, figures } = call;
    const headers = swapInHeaders(passed, swaps);
    const sent = Buffer.isBuffer(body) ? swapInBody(body, headers, swaps) : { body, headers };
    const startedAt = performance.now();
    try {
      const message = await upstreams[side].ask({ method, url, ...sent }, signal);
      figures.latency[side].record(performance.now() - startedAt);
      return message;
    } catch (error) {
      if (error instanceof UpstreamFailure && !signal.aborted) {
        figures.failed[side] += 1;
        onFailure(side, error);
      }
      throw error;
    }
  }

  return { answer };
}

function neverArrived(error: unknown): boolean {
  const { cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}
