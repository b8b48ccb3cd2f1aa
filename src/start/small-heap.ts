import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 look for garbage each time the heap has grown by half, where it would wait for several times as much: for commands
 * through which millions of rows pass and which hold few of them.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
