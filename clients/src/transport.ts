import type { PlainCall } from './calls.ts';
import { type Contract, ContractError, type Refusal } from './contract-error.ts';

/** What every client is made with. */
export interface ClientOptions {
  /** Where the contract is reached, without its paths: `https://accounts.example.com`. */
  baseUrl: string;
  /** Instead of the global one. */
  fetch?: typeof globalThis.fetch;
  /** How long a call may take until its answer is read, 30 s unless told; 0 is for ever. */
  timeoutMs?: number;
  /** Whether browsers send cookies to another origin, as for `fetch`. */
  credentials?: 'omit' | 'same-origin' | 'include';
}

/** What an envelope holds: data or a refusal; undefined where it is not this contract's. */
export type ReadEnvelope = (body: unknown, status: number) => { data: unknown } | { refusal: Refusal } | undefined;

/** Sends calls of one contract. */
export interface Transport {
  /** The `data` of the answer. Throws `ContractError`, and what `fetch` throws. */
  send(call: PlainCall, headers?: Record<string, string>): Promise<unknown>;
  /** The answer itself, whose body is not read yet; throws `ContractError` where its status is a failure. */
  open(call: PlainCall, headers?: Record<string, string>): Promise<Response>;
}

const defaultTimeoutMs = 30_000;

/** Over `fetch`, for a contract whose envelope is read by `readEnvelope`. */
export function createTransport(contract: Contract, options: ClientOptions, readEnvelope: ReadEnvelope): Transport {
  const { timeoutMs: usualTimeoutMs = defaultTimeoutMs, credentials } = options;
  const origin = options.baseUrl.replace(/\/+$/, '');

  function request(call: PlainCall, headers: Record<string, string>): Promise<Response> {
    const ask = options.fetch ?? globalThis.fetch;
    const signal = endingOf(call.signal, call.timeoutMs ?? usualTimeoutMs);
    const body = writeBody(call.body);
    return ask(origin + writePath(call), {
      method: call.method,
      headers: { accept: 'application/json', ...(typeof body === 'string' && jsonType), ...headers },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
      ...(credentials && { credentials }),
    });
  }

  async function read(response: Response): Promise<unknown> {
    const read = readEnvelope(parse(await response.text()), response.status);
    if (read && 'data' in read) return read.data;
    const strange = { code: undefined, message: `no answer of the ${contract} contract: HTTP ${response.status}` };
    throw new ContractError(contract, response, read?.refusal ?? strange);
  }

  return {
    send: async (call, headers = {}) => read(await request(call, headers)),
    async open(call, headers = {}) {
      const response = await request(call, headers);
      if (!response.ok) await read(response);
      return response;
    },
  };
}

const jsonType = { 'content-type': 'application/json' };

/** JSON; a form where a file is among the fields. */
function writeBody(body: object | undefined): string | FormData | undefined {
  if (body === undefined) return undefined;
  const fields = Object.entries(body).filter(([, value]) => value !== undefined);
  if (!fields.some(([, value]) => value instanceof Blob)) return JSON.stringify(body);
  const form = new FormData();
  // What is told of a file is read before the file.
  const inOrder = fields.toSorted(([, one], [, other]) => Number(one instanceof Blob) - Number(other instanceof Blob));
  for (const [name, value] of inOrder) form.append(name, value instanceof Blob ? value : String(value));
  return form;
}

function writePath({ path, params, query = {} }: PlainCall): string {
  // A file's own path may have braces.
  const filled = !params
    ? path
    : path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}

/** Whichever comes first of what the caller and the time-out end; undefined where nothing does. */
function endingOf(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal | undefined {
  if (timeoutMs <= 0) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of what may be an object. */
export function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
