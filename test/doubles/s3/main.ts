import { parseArgs } from 'node:util';
import { startS3Double } from './s3-double.ts';

// `node test/doubles/s3/main.ts --folder DIR [--port N]` serves until it is killed, and prints how Portico is told of it.

const { values } = parseArgs({ options: { folder: { type: 'string' }, port: { type: 'string', default: '0' } } });
if (!values.folder) throw new Error('--folder is missing: where its bytes are to lie');
const { environment } = await startS3Double({ folder: values.folder, port: Number(values.port) });
for (const [name, value] of Object.entries(environment())) console.log(`${name}=${value}`);
console.log('Ready.');
