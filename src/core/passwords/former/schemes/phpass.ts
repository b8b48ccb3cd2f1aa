import { hash as digest } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSameSecret } from '../../../same-secret.ts';
import { bounds } from '../bounds.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const shape = /^\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$/;
const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
// About a millisecond: others have their turn in between.
const roundsPerTurn = 1_000;

/** The portable hashes of phpass (`$P$`, phpBB's `$H$`), as older WordPress, Typecho and others keep them. */
export const phpass: Scheme = {
  ...nothingElse,
  findProblem({ hash }) {
    const match = shape.exec(hash);
    if (!match) return 'it does not look like phpass ($P$B…)';
    const log2 = letters.indexOf(match[1] as string);
    const { least, most } = bounds.phpassRoundsLog2;
    if (log2 < least || log2 > most) return `phpass with 2^${log2} rounds: 2^${least} to 2^${most} are allowed`;
    return undefined;
  },
  async matches(password, { hash }) {
    const [, rounds = '', salt = '', expected = ''] = shape.exec(hash) ?? [];
    let state = digest('md5', Buffer.concat([Buffer.from(salt), password]), 'buffer');
    for (let left = 2 ** letters.indexOf(rounds); left > 0; left -= 1) {
      state = digest('md5', Buffer.concat([state, password]), 'buffer');
      if (left % roundsPerTurn === 0) await nextTurn();
    }
    return isSameSecret(encode(state), expected);
  },
};

/** Its own base64: three bytes, the lowest first, as four letters. */
function encode(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3);
    let value = group.readUIntLE(0, group.length);
    for (let count = 0; count <= group.length; count += 1) {
      text += letters.charAt(value & 0x3f);
      value >>= 6;
    }
  }
  return text;
}
