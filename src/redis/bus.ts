import type { Bus, BusListener } from '../core/ports.ts';
import type { Link } from './link.ts';

/** The bus, and what it has to be told. */
export interface RedisBus extends Bus {
  receive(message: string): void;
  /** Messages are heard, again or for the first time. */
  tellOfGap(): void;
}

/** One Redis channel for all of ours: its name stands before each message, so that nothing is left to subscribe anew. */
export function createRedisBus(deps: {
  link(): Link;
  redisChannel: string;
  onFailure(error: unknown): void;
}): RedisBus {
  const listeners = new Map<string, Set<BusListener>>();

  function tell(told: Iterable<BusListener>, act: (listener: BusListener) => void): void {
    for (const listener of told) {
      try {
        act(listener);
      } catch (error) {
        deps.onFailure(error);
      }
    }
  }

  return {
    async publish(channel, message) {
      await deps.link().ask(0, (client) => client.publish(deps.redisChannel, `${channel}\n${message}`));
    },
    subscribe(channel, listener) {
      const ofChannel = listeners.get(channel) ?? new Set();
      listeners.set(channel, ofChannel.add(listener));
      return () => void ofChannel.delete(listener);
    },
    isHeard: () => deps.link().state().status === 'up',
    receive(text) {
      const end = text.indexOf('\n');
      tell(listeners.get(text.slice(0, Math.max(0, end))) ?? [], (listener) => listener.hear(text.slice(end + 1)));
    },
    tellOfGap() {
      for (const ofChannel of listeners.values()) tell(ofChannel, (listener) => listener.missed());
    },
  };
}
