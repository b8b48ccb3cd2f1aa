import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What lies between a node and its PostgreSQL server, where a network is. */
export interface Wire {
  /** The address of the database behind it. */
  url: string;
  /**
   * The next transaction in which these words are sent is committed, and the node is not told: the connection ends in
   * place of the answer. Resolves when that has happened. With `cuts` nobody is connected from then on, until `mend`.
   */
  loseAnswerToCommit(words: string, options?: { cuts?: boolean }): Promise<void>;
  /** From now on a connection in which these words are sent ends before they arrive, until `mend`. */
  cutAt(words: string): void;
  /** From now on nobody is connected, until `mend`. */
  cut(): void;
  mend(): void;
}

interface Trap {
  words: string;
  cuts: boolean;
  sprung(): void;
}

const begin = Buffer.from('begin\0');
const rollback = Buffer.from('rollback\0');
const commit = Buffer.from('commit\0');

interface Context {
  after(ending: () => Promise<void> | void): void;
}

/** Leads to the database at that address, which is `farMs` away; ends with the test. */
export async function layWire(context: Context, address: string, farMs = 0): Promise<Wire> {
  const { hostname, port } = new URL(address);
  const sockets = new Set<Socket>();
  let trap: Trap | undefined;
  let isCut = false;
  let unspoken: string | undefined;

  function carry(node: Socket): void {
    if (isCut) return void node.destroy();
    const server = connect(Number(port), hostname);
    let isInTransaction = false;
    let caught: Trap | undefined;
    const end = (): void => {
      node.destroy();
      server.destroy();
    };
    for (const socket of [node, server]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    const pass = (bytes: Buffer): void => {
      if (unspoken !== undefined && bytes.includes(unspoken)) return void end();
      if (bytes.includes(begin)) isInTransaction = true;
      if (bytes.includes(rollback)) isInTransaction = false;
      if (isInTransaction && trap && bytes.includes(trap.words)) {
        caught = trap;
        trap = undefined;
      }
      if (!bytes.includes(commit)) return void server.write(bytes);
      isInTransaction = false;
      if (caught) {
        const { cuts, sprung } = caught;
        server.removeAllListeners('data').once('data', () => {
          if (cuts) cut();
          end();
          sprung();
        });
      }
      server.write(bytes);
    };
    node.on('data', (bytes: Buffer) => {
      if (farMs === 0) pass(bytes);
      else setTimeout(pass, farMs, bytes);
    });
    server.on('data', (bytes: Buffer) => node.write(bytes));
  }

  const listener = createServer(carry).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  context.after(async () => {
    listener.close();
    cutAll();
  });
  function cut(): void {
    isCut = true;
    cutAll();
  }

  const url = new URL(address);
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    loseAnswerToCommit: (words, { cuts = false } = {}) =>
      new Promise((resolve) => (trap = { words, cuts, sprung: resolve })),
    cutAt(words) {
      unspoken = words;
    },
    cut,
    mend() {
      isCut = false;
      unspoken = undefined;
    },
  };
}
