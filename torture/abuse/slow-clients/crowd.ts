import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Manner } from './manners.ts';

/** Many connections that are held. */
export interface Crowd {
  /** How many were opened. */
  size: number;
  /** All at once. */
  leave(): void;
}

interface Place {
  url: string;
  /** Of a long file. */
  path: string;
}

const openedAtOnce = 100;
const dribbleEveryMs = 3_000;

/** Opens so many connections, each of the manners in its turn, and holds them until told to leave. */
export async function gather({ url, path }: Place, manners: readonly Manner[], size: number): Promise<Crowd> {
  const { hostname, port } = new URL(url);
  const held: Array<{ socket: Socket; manner: Manner }> = [];
  for (let opened = 0; opened < size; opened += openedAtOnce) {
    const sockets = Array.from({ length: Math.min(openedAtOnce, size - opened) }, async (_, index) => {
      const manner = manners[(opened + index) % manners.length] as Manner;
      // Half open: that the server has said its last is no reason to leave.
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      await once(socket, 'connect');
      socket.on('error', () => socket.destroy());
      if (manner.isDeaf) socket.pause();
      else socket.resume();
      socket.write(manner.begins(path));
      held.push({ socket, manner });
    });
    await Promise.all(sockets);
  }
  const dribbling = setInterval(() => {
    for (const { socket, manner } of held) if (manner.dribbles && !socket.destroyed) socket.write(manner.dribbles);
  }, dribbleEveryMs);
  return {
    size: held.length,
    leave() {
      clearInterval(dribbling);
      for (const { socket } of held) socket.destroy();
    },
  };
}
