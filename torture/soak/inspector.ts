import { once } from 'node:events';

/** What a program holds, once its garbage is collected. */
export interface Holdings {
  heapBytes: number;
  /** Of buffers and of native objects. */
  externalBytes: number;
  /** Sockets, timers and whatever else would keep it alive. */
  resources: number;
  /** Prepared statements of SQLite. */
  statements: number;
}

/** Asks a program that was started with `--inspect`; over the protocol, so that nothing of it has to be made for this. */
export interface Inspector {
  readHoldings(): Promise<Holdings>;
  close(): void;
}

interface Reply {
  id: number;
  result?: object;
  error?: { message: string };
}

const readHeld = `(() => {
  const { external } = process.memoryUsage();
  return { externalBytes: external, resources: process.getActiveResourcesInfo().length };
})()`;

/** Any statement of the library has the prototype of all. */
const statementPrototype = (main: string): string => `(() => {
  const { createRequire } = process.getBuiltinModule('node:module');
  const Database = createRequire(${JSON.stringify(main)})('better-sqlite3');
  const database = new Database(':memory:');
  const { prototype } = database.prepare('select 1').constructor;
  database.close();
  return prototype;
})()`;

/** Connects to the address that the program told on stderr; `main` is the program's own file. */
export async function connectInspector(said: string, main: string): Promise<Inspector> {
  const address = /ws:\/\/127\.0\.0\.1:\S+/.exec(said)?.[0];
  if (address === undefined) throw new Error('the program was not started with --inspect');
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const waiting = new Map<number, (reply: Reply) => void>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    waiting.get(reply.id)?.(reply);
  });
  let asked = 0;

  // biome-ignore lint/suspicious/noExplicitAny: the protocol answers objects of any shape.
  async function ask(method: string, params: object = {}): Promise<any> {
    const id = ++asked;
    const { promise, resolve } = Promise.withResolvers<Reply>();
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await promise;
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async function countStatements(): Promise<number> {
    const objectGroup = 'statements';
    const { result } = await ask('Runtime.evaluate', { expression: statementPrototype(main), objectGroup });
    const { objects } = await ask('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup });
    const functionDeclaration = 'function () { return this.length; }';
    const call = { objectId: objects.objectId, functionDeclaration, returnByValue: true };
    const counted = await ask('Runtime.callFunctionOn', call);
    await ask('Runtime.releaseObjectGroup', { objectGroup });
    return counted.result.value;
  }

  return {
    async readHoldings() {
      await ask('HeapProfiler.collectGarbage');
      const { usedSize: heapBytes } = await ask('Runtime.getHeapUsage');
      const { result } = await ask('Runtime.evaluate', { expression: readHeld, returnByValue: true });
      return { heapBytes, ...result.value, statements: await countStatements() };
    },
    close: () => socket.close(),
  };
}
