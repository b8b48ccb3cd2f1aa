import { findOddity, kindOfFailure, type Target } from '../envelopes.ts';
import type { RawExchange } from '../raw-exchange.ts';
import type { WireAnswer } from '../wire.ts';
import type { AttackedDoor } from './doors.ts';

const targets: readonly Target[] = ['desktop', 'mobile', 'staff', 'panel', 'blog', 'management'];

/** What is wrong with what came of broken bytes, in words; undefined where it was answered as it should, or closed. */
export function judgeBroken(
  door: AttackedDoor,
  { answers, rest, isHung }: RawExchange,
  mostAnswers = Infinity,
): string | undefined {
  if (isHung) return 'neither answered nor closed';
  if (rest !== '') return `no HTTP answer: ${rest.slice(0, 100)}`;
  if (answers.length > mostAnswers)
    return `${answers.length} answers: ${answers.map(({ text }) => text.slice(0, 60)).join(' / ')}`;
  return answers.map((answer) => judgeAnswer(door, answer)).find((oddity) => oddity !== undefined);
}

/** Whose path it was may be hidden by what is wrong with it; some contract's envelope it is, or the server's own plain error. */
function judgeAnswer(door: AttackedDoor, answer: WireAnswer): string | undefined {
  if (targets.some((target) => kindOfFailure(target, answer) === 'fault' && wears(target, answer)))
    return `a fault: ${answer.text}`;
  const odd = findOddity({ target: door.target, method: door.method, path: door.path }, answer);
  if (odd === undefined || targets.some((target) => wears(target, answer)) || isPlain(answer)) return undefined;
  return `${odd}: ${answer.status} ${answer.text.slice(0, 200)}`;
}

function wears(target: Target, answer: WireAnswer): boolean {
  return findOddity({ target, method: 'POST', path: '/' }, answer) === undefined;
}

/** Of the server's own paths: `/healthz`, pages, and what belongs to nobody. */
function isPlain({ status, headers, text }: WireAnswer): boolean {
  if (!headers['x-request-id']) return false;
  if (status === 200 && text === '{"status":"ok"}') return true;
  return status >= 300 && status < 500 && (text === '' || /^\{"status":\d{3},"title":"[\w ]+"/.test(text));
}
