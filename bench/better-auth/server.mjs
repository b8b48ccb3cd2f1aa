// better-auth on node:http and SQLite as its documents set it up, but for what is not measured here: its rate limit is off, and
// its password hash is none, since people are only made with it. It prints where it is and then a cookie a person, one a line.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import Database from 'better-sqlite3';

const [folder = '', people = ''] = process.argv.slice(2);
const database = new Database(join(folder, 'better-auth.sqlite'));
database.pragma('journal_mode = WAL');
const options = {
  database,
  secret: 'a-secret-of-benches-and-of-nobody-else',
  baseURL: 'http://localhost',
  emailAndPassword: {
    enabled: true,
    password: { hash: async (/** @type {string} */ text) => text, verify: async () => true },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};
const auth = betterAuth(options);
await (await getMigrations(options)).runMigrations();

const server = createServer(toNodeHandler(auth));
server.listen(0, '127.0.0.1', async () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  for (let number = 1; number <= Number(people); number += 1) {
    const body = { name: `Person ${number}`, email: `person-${number}@example.com`, password: 'bench-password_1' };
    const { headers } = await auth.api.signUpEmail({ body, returnHeaders: true });
    console.log(`cookie ${headers.getSetCookie()[0]?.split(';')[0]}`);
  }
  console.log(`ready http://127.0.0.1:${port}`);
});
