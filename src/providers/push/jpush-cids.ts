import { parseObject } from '../vendor-http/json.ts';
import type { VendorAnswer } from '../vendor-http/vendor-http.ts';
import { createKept } from './kept.ts';

/** JPush's marks of requests: what was pushed under one is not pushed under it again, for a day. */
export interface JpushCids {
  /** The mark of a request, by its own name; drawn from JPush, which accepts no others. */
  of(requestId: string, signal: AbortSignal): Promise<string>;
}

/**
 * Marks are kept here, since JPush gives them and takes none of ours: a request that is repeated by this process has the
 * same one, as after a time-out. One that is repeated after a crash has another.
 */
export function createJpushCids(draw: (signal: AbortSignal) => Promise<VendorAnswer>): JpushCids {
  const kept = createKept<string>();
  return {
    async of(requestId, signal) {
      const known = kept.get(requestId);
      if (known !== undefined) return known;
      const { status, body } = await draw(signal);
      const { cidlist, error } = parseObject(body) ?? {};
      const cid: unknown = Array.isArray(cidlist) ? cidlist[0] : undefined;
      if (status !== 200 || typeof cid !== 'string') {
        throw new Error(`jpush gives no cid: ${status} ${JSON.stringify(error ?? '')}`);
      }
      kept.set(requestId, cid);
      return cid;
    },
  };
}
