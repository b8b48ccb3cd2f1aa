// node:http that answers every request with the bytes that it is given: no server on Node answers them faster.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Recorded } from '../stage/bare.ts';

const { status, headers, body } = JSON.parse(process.argv[2] ?? '') as Recorded;
const bytes = Buffer.from(body, 'base64');

const server = createServer((_, response) => {
  response.writeHead(status, headers);
  response.end(bytes);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
