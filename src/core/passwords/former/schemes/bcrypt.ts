import { verify } from '@node-rs/bcrypt';
import { bounds } from '../bounds.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const shape = /^(?:\{bcrypt\})?\$2[abxy]?\$(\d\d)\$[./A-Za-z0-9]{53}$/;
// What comes after was never looked at by any of its implementations.
const longestPassword = 72;

/** `$2a$`, `$2b$` and PHP's `$2y$`, also behind the `{bcrypt}` of Spring Security. */
export const bcrypt: Scheme = {
  ...nothingElse,
  findProblem({ hash }) {
    const match = shape.exec(hash);
    if (!match) return 'it does not look like bcrypt ($2b$10$…)';
    const cost = Number(match[1]);
    const { least, most } = bounds.bcryptCost;
    if (cost < least || cost > most) return `bcrypt of cost ${cost}: ${least} to ${most} are allowed`;
    return undefined;
  },
  matches: (password, { hash }) =>
    verify(password.subarray(0, longestPassword), hash.replace(/^(?:\{bcrypt\})?\$2[abxy]?\$/, '$2b$')),
};
