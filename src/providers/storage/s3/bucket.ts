import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Options } from './s3-options.ts';

/** A bucket, and how it is asked. */
export interface Bucket {
  client: S3Client;
  name: string;
  options: S3Options;
  bounds: Bounds;
  keyOf(fileName: string): string;
}

/** How long S3 may take. */
export interface Bounds {
  connectMs: number;
  /** For an answer to begin, where the server has nothing to do for it. */
  answerMs: number;
  /** The same for a part, which has to travel first. */
  partMs: number;
  /** The same for putting parts together, which takes minutes where they are many. */
  completeMs: number;
  /** Between two pieces of a file, while somebody waits for the next. */
  pieceMs: number;
}

const usualBounds: Bounds = {
  connectMs: 3_000,
  answerMs: 5_000,
  partMs: 60_000,
  completeMs: 120_000,
  pieceMs: 30_000,
};
const mostTries = 3;

/** Opens a bucket; asks nothing yet. */
export function openBucket(options: S3Options, bounds = usualBounds): Bucket {
  return {
    client: createClient(options, { endpoint: options.endpoint, bounds }),
    name: options.bucket,
    options,
    bounds,
    keyOf(fileName) {
      // A server may take such a key apart and lead elsewhere, though S3 itself does not.
      if (fileName.split('/').some((part) => /^\.*$/.test(part)))
        throw new Error('a stored file name leaves its folder');
      return options.prefix === '' ? fileName : `${options.prefix}/${fileName}`;
    },
  };
}

/** A bound for each try, and for all of them with the whole answer; ends early with `signal`. */
export function within(answerMs: number, signal?: AbortSignal): { requestTimeout: number; abortSignal: AbortSignal } {
  const bound = AbortSignal.timeout((mostTries + 1) * answerMs);
  return { requestTimeout: answerMs, abortSignal: signal ? AbortSignal.any([signal, bound]) : bound };
}

/** A client of the same bucket at another endpoint, for links. */
export function createClient(
  options: S3Options,
  { endpoint, bounds }: { endpoint: string | undefined; bounds: Bounds },
): S3Client {
  const { region, pathStyle, credentials, ca } = options;
  // Whoever downloads slowly holds a connection: a bound on them would let such callers keep all others out.
  const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
  const config: S3ClientConfig = {
    region,
    forcePathStyle: pathStyle,
    maxAttempts: mostTries,
    retryMode: 'standard',
    // What it would add by itself, not every server takes; parts carry a SHA-256 of ours.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // With it every part would have a connection of its own.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: bounds.connectMs,
      requestTimeout: bounds.answerMs,
      throwOnRequestTimeout: true,
      // A reader who takes his time leaves the socket idle; see `bounds.pieceMs`.
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: { ...agent, ...(ca !== undefined && { ca }) },
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  };
  return new S3Client(config);
}
