const mebibyte = 1024 * 1024;

/** What the proxy may take, whatever comes. */
export const limits = {
  /** Bodies that are kept for a comparison, together. */
  keptBytes: 64 * mebibyte,
  /** Of a write whose fields tell who can answer it; a larger one streams, and its headers alone tell that. */
  readFirstBytes: 16 * 1024,
  /** Requests that are being replayed. Beyond it they are not, and counted. */
  replays: 64,
  /** Failures of ours in a row after which a switched endpoint returns by itself. */
  failuresInARow: 5,
  /** Connections of clients. */
  connections: 10_000,
  /** How long a client may take for the head of a request. */
  headersMs: 15_000,
  /** Of a request and of an answer. */
  headerBytes: 64 * 1024,
  /** How long a connection without a request is kept: longer than balancers do, so that it is they who close it. */
  keptAliveMs: 65_000,
  /** How long a client may neither send nor take a byte, besides the time that a server may take. */
  stalledClientMs: 60_000,
  /** For what is in flight when the proxy is told to stop. */
  drainMs: 10_000,
} as const;

/** How long what a server gave out is remembered: the longest life of a token in any contract (blog B3), and of a code. */
export const lifetimes = { tokenMs: 31 * 86_400_000, oneTimeMs: 10 * 60_000 } as const;
