import type { ConnectionOptions } from 'node:tls';

/** How a PostgreSQL server is reached, and how much of it one process may take. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, without what is said about TLS. */
  url: string;
  /** False: unencrypted. */
  tls: ConnectionOptions | false;
  /** Connections at most. */
  most: number;
  /** Callers that may wait for one of them at most. */
  mostWaiting: number;
  /** Statements and locks take as long as they take: for migrations. */
  isPatient?: boolean;
}
