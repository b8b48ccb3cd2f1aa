import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/** A MongoDB as its drivers see one over the wire, for who only reads collections: no package registry has the server itself. */
export interface MongodbDouble {
  url: string;
  /** How many portions were asked for beyond the first of each collection. */
  portions(): number;
}

const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;
const headerBytes = 16;
const perPortion = 100;

/** Serves the collections of one database; a filter means documents that have those very values. */
export async function startMongodbDouble(
  context: { after(ending: () => void): void },
  collections: Readonly<Record<string, readonly Document[]>>,
): Promise<MongodbDouble> {
  const cursors = new Map<number, Document[]>();
  const sockets = new Set<Socket>();
  let portions = 0;

  function answer(command: Document): Document {
    if ('hello' in command || 'ismaster' in command || 'isMaster' in command) return describe();
    if ('find' in command) return find(command);
    if ('getMore' in command) {
      portions += 1;
      return nextPortion(Number(command.getMore), 'nextBatch', `shop.${command.collection}`);
    }
    return { ok: 1 };
  }

  function find({ find: name, filter = {} }: Document): Document {
    const found = (collections[String(name)] ?? []).filter((document) =>
      Object.entries(filter as object).every(([field, value]) => document[field] === value),
    );
    const id = cursors.size + 1;
    cursors.set(id, [...found]);
    return nextPortion(id, 'firstBatch', `shop.${name}`);
  }

  function nextPortion(id: number, kind: 'firstBatch' | 'nextBatch', ns: string): Document {
    const rest = cursors.get(id) ?? [];
    const portion = rest.splice(0, perPortion);
    const cursor = { id: BSON.Long.fromNumber(rest.length > 0 ? id : 0), ns, [kind]: portion };
    return { cursor, ok: 1 };
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const length = received.readInt32LE(0);
        socket.write(reply(received.subarray(0, length), answer));
        received = received.subarray(length);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/shop?directConnection=true`;
  return { url, portions: () => portions };
}

function describe(): Document {
  const sizes = { maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 };
  return {
    isWritablePrimary: true,
    ismaster: true,
    helloOk: true,
    ...sizes,
    minWireVersion: 0,
    maxWireVersion: 25,
    ok: 1,
  };
}

function reply(message: Buffer, answer: (command: Document) => Document): Buffer {
  const opCode = message.readInt32LE(12);
  // Of the older form the name of the collection and two numbers stand before the document; of the newer, flags and a kind.
  const from = opCode === opQuery ? message.indexOf(0, headerBytes + 4) + 9 : headerBytes + 5;
  const command = BSON.deserialize(message.subarray(from, from + message.readInt32LE(from)));
  const document = Buffer.from(BSON.serialize(answer(command)));
  const front = opCode === opQuery ? Buffer.alloc(20) : Buffer.alloc(5);
  if (opCode === opQuery) front.writeInt32LE(1, 16);
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + front.length + document.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(opCode === opQuery ? opReply : opMessage, 12);
  return Buffer.concat([header, front, document]);
}
