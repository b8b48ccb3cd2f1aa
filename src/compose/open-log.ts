import { type Logger, pino } from 'pino';
import { currentOrigin } from '../core/origin.ts';
import { createCover } from './covered.ts';

const stderr = 2;
// Lines that wait for a place to go to; more are dropped.
const mostWaitingBytes = 1024 * 1024;

interface Options {
  level: string;
  /** What was configured and must not be read in any line. */
  secrets?: readonly string[];
  /** A file descriptor. */
  dest?: number | undefined;
}

/**
 * The log, on stderr. Where it cannot be written, as on a full disk, its lines are lost: whoever has something to log is
 * answering a caller, and goes on. Each line has the id of the request that it is about, and no secret.
 */
export function openLog({ level, secrets = [], dest = stderr }: Options): Logger {
  const destination = pino.destination({ dest, sync: true, maxLength: mostWaitingBytes });
  destination.on('error', () => {});
  const cover = createCover(secrets);
  return pino(
    {
      level,
      base: null,
      // What is logged was made plain already.
      serializers: { err: (err: unknown) => err },
      mixin: tellOrigin,
      hooks: {
        logMethod(given, log) {
          log.apply(this, given.map(cover.value) as typeof given);
        },
      },
    },
    destination,
  );
}

function tellOrigin(): object {
  const origin = currentOrigin();
  if (!origin) return {};
  return {
    ...(origin.requestId && { requestId: origin.requestId }),
    ...(origin.trace && { traceId: origin.trace.traceId }),
  };
}
