import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { addAccount } from './account.ts';
import { addApiKey } from './api-key.ts';
import { addAudit } from './audit.ts';
import { addBackup } from './backup/backup.ts';
import { addRestore } from './backup/restore.ts';
import type { Cli } from './cli.ts';
import { addConfig } from './config.ts';
import { addDatabase } from './database.ts';
import { addDemoData } from './demo-data.ts';
import { addDoors } from './doors.ts';
import { explainFailure } from './failures.ts';
import { addGenerate } from './generate.ts';
import { addImport } from './import/import.ts';
import { addJob } from './job.ts';
import { addKeys } from './keys.ts';
import { addLicence } from './licence.ts';
import { addMigrate } from './migrate.ts';
import { addMove } from './move/move.ts';
import { addOpenapi } from './openapi.ts';
import { addOwner } from './owner.ts';
import { addPanelToken } from './panel-token.ts';
import { addProvider } from './provider/provider.ts';
import { addPush } from './push.ts';
import { addRelease } from './release.ts';
import { addServe } from './serve.ts';
import { addShadow } from './shadow/shadow.ts';
import { addSigningKey } from './signing-key.ts';
import { addStorage } from './storage/storage.ts';
import { addVerify } from './verify.ts';
import { addWebhook } from './webhook.ts';

const commands = [
  addServe,
  addMigrate,
  addDatabase,
  addConfig,
  addOwner,
  addAccount,
  addApiKey,
  addSigningKey,
  addPanelToken,
  addRelease,
  addLicence,
  addPush,
  addJob,
  addDoors,
  addProvider,
  addWebhook,
  addAudit,
  addBackup,
  addRestore,
  addMove,
  addImport,
  addOpenapi,
  addStorage,
  addShadow,
  addKeys,
  addDemoData,
  addGenerate,
  addVerify,
];

/** Runs one command and answers the exit status: 0, 1 for a failure, 2 for misuse. */
export async function runCommandLine(words: readonly string[], cli: Cli): Promise<number> {
  try {
    await createProgram(cli).parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    const { lines, status } = explainFailure(error);
    for (const line of lines) cli.say(line);
    return status;
  }
}

function createProgram(cli: Cli): Command {
  const program = new Command('portico')
    .description('One account directory with five doors.\n一个账号目录，五套接口。')
    .version(manifest.version)
    .exitOverride()
    // Misuse is told in one line, by explainFailure.
    .configureOutput({ writeOut: (text) => cli.print(text.trimEnd()), writeErr: () => {} });
  for (const add of commands) add(program, cli);
  return program;
}
