import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Options } from './s3-options.ts';

/** A bucket, and how it is asked. */
export interface Bucket {
  client: S3Client;
  name: string;
  options: S3Options;
  bounds: Bounds;
  /** What every key of ours begins with. */
  keyPrefix: string;
  keyOf(fileName: string): string;
}

/** How long one try may take until an answer begins, and all of them with their answers. */
interface Wait {
  tryMs: number;
  totalMs: number;
}

/** How long S3 may take. */
export interface Bounds {
  connectMs: number;
  /** For what is no work for the server. */
  ask: Wait;
  /** For a part, which has to travel first. */
  part: Wait;
  /** For a whole file to be seen: a small one that travels, a large one whose parts are put together. */
  complete: Wait;
  /** Between two pieces of a file, while somebody waits for the next. */
  pieceMs: number;
  /** How long who is refused waits for what was received to be dropped; it goes on without them. */
  dropMs: number;
}

// A caller is cut off after 60 s of silence: before that he is to be told. To complete, to ask what came of it and to drop
// it make 53.
const usualBounds: Bounds = {
  connectMs: 3_000,
  ask: { tryMs: 5_000, totalMs: 15_000 },
  part: { tryMs: 40_000, totalMs: 50_000 },
  complete: { tryMs: 35_000, totalMs: 35_000 },
  pieceMs: 30_000,
  dropMs: 3_000,
};
const mostTries = 3;

/** Opens a bucket; asks nothing yet. */
export function openBucket(options: S3Options, bounds = usualBounds): Bucket {
  const keyPrefix = options.prefix === '' ? '' : `${options.prefix}/`;
  return {
    client: createClient(options, { endpoint: options.endpoint, bounds }),
    name: options.bucket,
    options,
    bounds,
    keyPrefix,
    keyOf(fileName) {
      // A server may take such a key apart and lead elsewhere, though S3 itself does not.
      if (fileName.split('/').some((part) => /^\.*$/.test(part)))
        throw new Error('a stored file name leaves its folder');
      return `${keyPrefix}${fileName}`;
    },
  };
}

/** The bounds of a request, as the SDK takes them; it ends early with `signal`. */
export function within({ tryMs, totalMs }: Wait, signal?: AbortSignal) {
  const bound = AbortSignal.timeout(totalMs);
  return { requestTimeout: tryMs, abortSignal: signal ? AbortSignal.any([signal, bound]) : bound };
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
      requestTimeout: bounds.ask.tryMs,
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
