// A PostgreSQL server for a whole run of the tests: tells its parent the address, and ends with it.
import { migrateUnder } from './database.ts';
import { query, startPostgres } from './postgres.ts';
import { openByAddress, templateName, templateRoot } from './tested-database.ts';

const endings: Array<() => Promise<void>> = [];
process.on('disconnect', async () => {
  for (const ending of endings) await ending();
});
// A signal to the whole group is the parent's to answer: this process ends when the parent does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const postgres = await startPostgres({ after: (ending) => void endings.push(ending) });
await query(postgres.urlOf('postgres'), `create database ${templateName}`);
const template = openByAddress(postgres.urlOf(templateName));
await migrateUnder(templateRoot, template);
await template.destroy();
process.send?.(postgres.urlOf('postgres'));
