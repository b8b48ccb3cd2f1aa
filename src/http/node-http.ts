/**
 * Node's `http`. Imported as `node:http`, its names are all looked at once, its `WebSocket` among them: which loads all of
 * undici, and takes a twelfth of a start.
 */
export const http: typeof import('node:http') = process.getBuiltinModule('node:http');
