import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Cli } from './cli.ts';

type AddCommand = (program: Command, cli: Cli) => void;

const loadServe = async (): Promise<AddCommand> => (await import('./serve.ts')).addServe;

/** Each is imported where it is asked for: a server starts without what only other commands need. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: loadServe,
  migrate: async () => (await import('./migrate.ts')).addMigrate,
  database: async () => (await import('./database.ts')).addDatabase,
  config: async () => (await import('./config.ts')).addConfig,
  owner: async () => (await import('./owner.ts')).addOwner,
  account: async () => (await import('./account.ts')).addAccount,
  'api-key': async () => (await import('./api-key.ts')).addApiKey,
  'signing-key': async () => (await import('./signing-key.ts')).addSigningKey,
  'panel-token': async () => (await import('./panel-token.ts')).addPanelToken,
  release: async () => (await import('./release.ts')).addRelease,
  licence: async () => (await import('./licence.ts')).addLicence,
  push: async () => (await import('./push.ts')).addPush,
  job: async () => (await import('./job.ts')).addJob,
  doors: async () => (await import('./doors.ts')).addDoors,
  provider: async () => (await import('./provider/provider.ts')).addProvider,
  webhook: async () => (await import('./webhook.ts')).addWebhook,
  audit: async () => (await import('./audit.ts')).addAudit,
  backup: async () => (await import('./backup/backup.ts')).addBackup,
  restore: async () => (await import('./backup/restore.ts')).addRestore,
  move: async () => (await import('./move/move.ts')).addMove,
  import: async () => (await import('./import/import.ts')).addImport,
  openapi: async () => (await import('./openapi.ts')).addOpenapi,
  storage: async () => (await import('./storage/storage.ts')).addStorage,
  shadow: async () => (await import('./shadow/shadow.ts')).addShadow,
  keys: async () => (await import('./keys.ts')).addKeys,
  'demo-data': async () => (await import('./demo-data.ts')).addDemoData,
  generate: async () => (await import('./generate.ts')).addGenerate,
  verify: async () => (await import('./verify.ts')).addVerify,
};
/** What a server calls itself with. */
const hidden: typeof commands = { 'serve-worker': loadServe };

/** Runs one command and answers the exit status: 0, 1 for a failure, 2 for misuse. */
export async function runCommandLine(words: readonly string[], cli: Cli): Promise<number> {
  try {
    const program = await createProgram(words[0] ?? '', cli);
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    const { explainFailure } = await import('./failures.ts');
    const { lines, status } = explainFailure(error);
    for (const line of lines) cli.say(line);
    return status;
  }
}

/** With the command of that name alone, or with all of them where there is none: for the help and for misspelt names. */
async function createProgram(name: string, cli: Cli): Promise<Command> {
  const program = new Command('portico')
    .description('One account directory with five doors.\n一个账号目录，五套接口。')
    .version(manifest.version)
    .exitOverride()
    // Misuse is told in one line, by explainFailure.
    .configureOutput({ writeOut: (text) => cli.print(text.trimEnd()), writeErr: () => {} });
  const asked = Object.entries({ ...commands, ...hidden }).find(([each]) => each === name)?.[1];
  for (const load of asked ? [asked] : Object.values(commands)) (await load())(program, cli);
  return program;
}
