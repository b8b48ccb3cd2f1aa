/** Where one server listens. */
export interface HostPort {
  host: string;
  port: number;
}

/** One server, or several that agree among themselves who answers. */
export type RedisPlace =
  | { kind: 'standalone'; server: HostPort; database: number }
  | { kind: 'cluster'; nodes: readonly HostPort[] }
  | { kind: 'sentinel'; sentinels: readonly HostPort[]; master: string; database: number };

/** What an operator chose for Redis. */
export interface RedisOptions {
  place: RedisPlace;
  /** The same without secrets, for people. */
  shown: string;
  user: string | undefined;
  password: string | undefined;
  sentinelPassword: string | undefined;
  /** Undefined: in clear. */
  tls: { ca: string | undefined } | undefined;
  /** How every key begins. */
  prefix: string;
  /** Without an answer for so long it counts as lost. */
  timeoutMs: number;
}
