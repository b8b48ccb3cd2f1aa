// Takes a stream, hashes it, and answers when it is on the disk; nothing of it is read or judged. FILE
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const file = process.argv[2] ?? '';

const server = createServer(async (request, response) => {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(request, hashing, createWriteStream(`${file}.part`, { flush: true }));
  await rename(`${file}.part`, file);
  response.writeHead(201).end(hash.digest('hex'));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
