// Rows by their key out of PostgreSQL, with the driver and a prepared statement alone: SECONDS URL IDS
import { Pool } from 'pg';
import { printRate } from '../stage/counted.ts';

const [seconds, connectionString = '', ids = ''] = process.argv.slice(2);
const inFlight = 32;
const keys = ids.split(',').map(Number);
const pool = new Pool({ connectionString, max: inFlight });

await printRate(Number(seconds), inFlight, (number) =>
  pool.query({ name: 'get', text: 'select * from accounts where id = $1', values: [keys[number % keys.length]] }),
);
await pool.end();
