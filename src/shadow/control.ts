import type { DifferenceRecord } from './differences.ts';
import type { Side } from './sides.ts';
import type { ShadowStatus } from './status.ts';

/** What a second command may ask of a running proxy. */
export interface ShadowControl {
  status(): ShadowStatus;
  differences(): DifferenceRecord[];
  /** Has an endpoint answered by one of the servers from the next request on; answers its full name. Throws StartError. */
  switchEndpoint(endpoint: string, to: Side): string;
  /** Has two tokens stand for each other that somebody got by signing in at both servers, where a captcha or a code keeps the proxy from it. */
  pair(oldToken: string, newToken: string): void;
  /** Has the old server answer everything; answers what was switched. */
  returnAll(): string[];
}
