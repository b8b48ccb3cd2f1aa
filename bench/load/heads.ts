// Sends HEAD on kept connections as fast as the answers come, which wrk cannot: it waits for the bodies that they have not.
// SECONDS URL REQUESTS, which are a file with a JSON array; prints `ANSWERED <how many>`.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const [seconds, url = '', file = ''] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const requests = (JSON.parse(readFileSync(file, 'utf8')) as string[]).map((each) => Buffer.from(each, 'latin1'));
const connections = 32;
const endOfHeaders = '\r\n\r\n';
let answered = 0;
let sent = 0;

function ask(): void {
  const send = (): void => {
    sent += 1;
    socket.write(requests[sent % requests.length] as Buffer);
  };
  let begun = '';
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: {
      buffer: Buffer.alloc(16_384),
      callback(size, buffer) {
        begun += (buffer as Buffer).toString('latin1', 0, size);
        if (!begun.endsWith(endOfHeaders)) return true;
        if (!begun.startsWith('HTTP/1.1 200')) fail(begun);
        begun = '';
        answered += 1;
        send();
        return true;
      },
    },
  });
  socket.on('connect', send).on('error', fail);
}

function fail(what: unknown): never {
  console.error(what);
  process.exit(1);
}

for (let count = 0; count < connections; count += 1) ask();
await delay(Number(seconds) * 1000);
console.log(`ANSWERED ${answered}`);
process.exit(0);
