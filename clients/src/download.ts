import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Clock, wait } from './clock.ts';
import { ContractError } from './contract-error.ts';

/** How a release is fetched. */
export interface DownloadOptions {
  /** What an earlier download left, in order: it is checked, and not asked for again. */
  have?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
  /** How long nothing may arrive before the connection counts as lost: 30 s unless told. */
  stallMs?: number;
  /** How often in a row the rest is asked for again when nothing of it came: 5 unless told. */
  retries?: number;
}

/** The file is not the one that was released: throw away what came. */
export class ChecksumError extends Error {
  override readonly name = 'ChecksumError';
}

/** What is said of a file before it is fetched. */
export interface DownloadedFile {
  size: number;
  /** Lowercase hex. */
  sha256: string;
}

interface Source {
  /** The file from this byte on, or the whole where the server knows no ranges. */
  open(fromByte: number, signal: AbortSignal): Promise<Response>;
  clock: Clock;
}

/**
 * The bytes of a release after those that one has, in order as they come; a lost connection is taken up where it ended. It
 * ends without an error only when everything, old bytes and new, has the size and the sha256 that were said; otherwise it
 * throws `ChecksumError`, `ContractError`, or what `fetch` throws. Use no file before that.
 */
export async function* downloadFile(
  { open, clock }: Source,
  file: DownloadedFile,
  { have = [], signal, stallMs = 30_000, retries = 5 }: DownloadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = sha256.create();
  let received = 0;
  let failures = 0;

  function count(chunk: Uint8Array): void {
    hash.update(chunk);
    received += chunk.byteLength;
    if (received > file.size) throw new ChecksumError(`There are more than the ${file.size} bytes that were released.`);
  }

  for await (const chunk of have) count(chunk);
  while (received < file.size) {
    try {
      for await (const chunk of readFrom(received, { open, clock }, stallMs, signal)) {
        count(chunk);
        failures = 0;
        yield chunk;
      }
      if (received < file.size) throw new TypeError(`The download ended after ${received} of ${file.size} bytes.`);
    } catch (error) {
      if (signal?.aborted || isFinal(error) || failures >= retries) throw error;
      failures += 1;
      await wait(clock, 500 * 2 ** failures, signal);
    }
  }
  if (bytesToHex(hash.digest()) !== file.sha256)
    throw new ChecksumError('The sha256 is not the one that was released.');
}

function isFinal(error: unknown): boolean {
  return error instanceof ChecksumError || (error instanceof ContractError && error.status < 500);
}

async function* readFrom(
  fromByte: number,
  { open, clock }: Source,
  stallMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stalled = new AbortController();
  const watch = (): (() => void) =>
    clock.after(stallMs, () => stalled.abort(new DOMException('The download stalled.', 'TimeoutError')));
  let unwatch = watch();
  try {
    const response = await open(fromByte, signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal);
    // 200 where a part was asked for is the whole file.
    let unwanted = response.status === 206 ? 0 : fromByte;
    const reader = response.body?.getReader();
    try {
      for (;;) {
        const { done = true, value } = (await reader?.read()) ?? {};
        unwatch();
        if (done || !value) return;
        const chunk = value.subarray(Math.min(unwanted, value.byteLength));
        unwanted -= value.byteLength - chunk.byteLength;
        // Not while the caller writes: that is no fault of the connection.
        if (chunk.byteLength > 0) yield chunk;
        unwatch = watch();
      }
    } finally {
      // Where the caller went away before the end.
      await reader?.cancel().catch(() => {});
    }
  } finally {
    unwatch();
  }
}
