import { verify } from '@node-rs/argon2';
import { bounds } from '../bounds.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const shape =
  /^\$argon2(?:id|i|d)\$v=(?:16|19)\$m=(\d{1,9}),t=(\d{1,6}),p=(\d{1,4})\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;

/** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, and the older kinds. */
export const argon2: Scheme = {
  ...nothingElse,
  findProblem({ hash }) {
    const [, m, t, p] = (shape.exec(hash) ?? []).map(Number);
    if (m === undefined || t === undefined || p === undefined)
      return 'it does not look like argon2 ($argon2id$v=19$m=…)';
    const { memoryKib, time, parallelism, memoryTimesTimeKib } = bounds.argon2;
    if (m < 8 * p || t < 1 || p < 1) return 'no parameters of argon2';
    if (m > memoryKib || t > time || p > parallelism || m * t > memoryTimesTimeKib) {
      return `argon2 with m=${m}, t=${t}, p=${p} costs more than is allowed`;
    }
    return undefined;
  },
  matches: (password, { hash }) => verify(hash, password),
};
