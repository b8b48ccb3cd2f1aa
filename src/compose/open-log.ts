import { type Logger, pino } from 'pino';

const stderr = 2;
// Lines that wait for a place to go to; more are dropped.
const mostWaitingBytes = 1024 * 1024;

/**
 * The log, on stderr. Where it cannot be written, as on a full disk, its lines are lost: whoever has something to log is
 * answering a caller, and goes on.
 */
export function openLog(level: string, dest: number = stderr): Logger {
  const destination = pino.destination({ dest, sync: true, maxLength: mostWaitingBytes });
  destination.on('error', () => {});
  return pino({ level, base: null }, destination);
}
