// Reads one file over HTTP and forgets it as it comes, and prints `SECONDS <how long it took>`. URL SIZE
// Not http: into a buffer that is always the same, so that it is who sends that is measured.
import { once } from 'node:events';
import { connect } from 'node:net';

const [url = '', size] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const begunAt = performance.now();
let received = 0;
let head = '';
const socket = connect({
  host: hostname,
  port: Number(port),
  onread: {
    buffer: Buffer.alloc(1024 * 1024),
    callback(length, buffer) {
      if (received === 0) head = Buffer.from(buffer.subarray(0, 15)).toString('latin1');
      received += length;
      return true;
    },
  },
});
socket.write(`GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
await once(socket, 'close');
if (!head.startsWith('HTTP/1.1 200') || received < Number(size)) throw new Error(`${head}: ${received} bytes came`);
console.log(`SECONDS ${(performance.now() - begunAt) / 1000}`);
