import type { Socket } from 'node:net';

const held: Socket[] = [];

/**
 * Holds what is written to a connection until the end of this turn of the event loop, so that the answers of one turn leave
 * one after another: each that leaves alone wakes whoever waits for it, which costs more than all that was done to make it.
 */
export function writeWithOthers(socket: Socket): void {
  socket.cork();
  held.push(socket);
  if (held.length === 1) setImmediate(letGo);
}

function letGo(): void {
  for (const socket of held.splice(0)) socket.uncork();
}
