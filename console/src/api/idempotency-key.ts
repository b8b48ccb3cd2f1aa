import { useRef } from 'react';
import { newIdempotencyKey } from './client.ts';

/** Names the creations of one form. */
interface IdempotencyKeys {
  /** Sent again after a lost answer it is the same creation; with another body it is another one. */
  keyFor(body: object): string;
  /** What is sent from here on is a new creation, whatever its body. */
  renew(): void;
}

/** Idempotency keys of a form that may be sent several times. */
export function useIdempotencyKeys(): IdempotencyKeys {
  const last = useRef<{ body: string; key: string }>(undefined);
  return {
    keyFor(body) {
      const written = JSON.stringify(body);
      if (last.current?.body !== written) last.current = { body: written, key: newIdempotencyKey() };
      return last.current.key;
    },
    renew() {
      last.current = undefined;
    },
  };
}
