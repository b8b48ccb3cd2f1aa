import { createHmac } from 'node:crypto';
import { bcrypt } from './bcrypt.ts';
import { phpass } from './phpass.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const prefix = '$wp';
const isNew = (hash: string): boolean => hash.startsWith(`${prefix}$2y$`);

/** WordPress: since 6.8 bcrypt over an HMAC (`$wp$2y$…`), before that phpass. */
export const wordpress: Scheme = {
  ...nothingElse,
  findProblem: ({ hash }) =>
    isNew(hash)
      ? bcrypt.findProblem({ hash: hash.slice(prefix.length), args: [] })
      : phpass.findProblem({ hash, args: [] }),
  matches(password, { hash }) {
    // It trims what it hashes, by PHP's notion of what is white.
    const trimmed = Buffer.from(password.toString('utf8').replace(/^[ \n\r\t\v\0]+|[ \n\r\t\v\0]+$/g, ''));
    if (!isNew(hash)) return phpass.matches(trimmed, { hash, args: [] });
    const hmac = createHmac('sha384', 'wp-sha384').update(trimmed).digest('base64');
    return bcrypt.matches(Buffer.from(hmac), { hash: hash.slice(prefix.length), args: [] });
  },
};
