import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type Credentials, readCredentials } from '../conformance/supplies/credentials.ts';
import { contractNames } from '../contracts/names.ts';
import type { ContractName } from '../core/core.ts';
import { StartError } from '../start/start-error.ts';
import type { Cli } from './cli.ts';

interface Options extends Credentials {
  writes?: true;
  strict?: true;
  verbose?: true;
  prompt?: true;
  only?: RegExp;
  timeout: number;
  json?: string;
  junit?: string;
  language?: 'zh' | 'en';
  credentials?: string;
}

const mostSeconds = 600;

/** `verify` */
export function addVerify(program: Command, cli: Cli): void {
  const command = program
    .command('verify')
    .summary('ask any server what its contract promises, and report every difference')
    .description(
      'Ask a server, old or new, what a contract promises, as a client would, and print what differs field by field. Nothing is written unless --writes says so. Exit status: 0 all as promised, 1 something differs or is missing, 2 misuse or no server. See docs/verifying.md.\n以客户端身份逐项核对服务器是否符合接口文档；默认只读。',
    )
    .addArgument(new Argument('<contract>', 'whose promises').choices(contractNames))
    .argument('<base-url>', 'where its documented paths begin, such as http://127.0.0.1:8888', parseBaseUrl)
    .option('--writes', 'run the cases that make or change something, too')
    .option('--only <pattern>', 'only the cases whose names match this regular expression', parsePattern)
    .option('--strict', 'a field that the contract does not know is a difference')
    .option('--verbose', 'also print what is as promised')
    .option('--timeout <seconds>', 'how long an answer may take', parseSeconds, 10)
    .option('--json <file>', 'write the report as JSON')
    .option('--junit <file>', 'write the report as JUnit XML')
    .addOption(new Option('--language <language>', 'of the report; as LANG says unless told').choices(['zh', 'en']));
  addCredentialOptions(command);
  command.action((contract: ContractName, baseUrl: URL, options: Options) => verify(cli, contract, baseUrl, options));
}

function addCredentialOptions(command: Command): void {
  command
    .option('--credentials <file>', 'a TOML file of the options below; the environment has them as PORTICO_VERIFY_…')
    .option('--account <name>', 'somebody who is registered there (desktop: a phone, staff: a nickname)')
    .option('--password <password>', 'of that account; better in the environment or the file')
    .option('--area <area>', 'the calling code of that account, where it is a phone (mobile)')
    .option('--token <token>', 'of somebody who is signed in, or the panel’s; better in the environment or the file')
    .option('--key <key>', 'the signing key (blog)')
    .option('--secret <secret>', 'of the signing key; better in the environment or the file')
    .option('--api-key <key>', 'an API key that may upload releases (desktop)')
    .option('--code-command <command>', 'prints the code that was sent to $PORTICO_VERIFY_TO')
    .option('--captcha-command <command>', 'prints the answer of the captcha whose picture it reads on stdin')
    .option('--outbox <file>', 'outbox.jsonl of a Portico in development mode: codes, captcha answers, mails')
    .option('--new-phones <phones>', 'phones without an account, whose codes you can read; commas between them')
    .option('--new-emails <emails>', 'e-mails likewise')
    .option('--prompt', 'ask at the terminal for codes');
}

async function verify(cli: Cli, contract: ContractName, baseUrl: URL, options: Options): Promise<void> {
  const credentials = readCredentials(contract, options, cli.environment, options.credentials);
  // Loaded when needed: other commands do without it.
  const { findSuite } = await import('../conformance/suites.ts');
  const { verifyServer } = await import('../conformance/verify-server.ts');
  const suite = findSuite(contract);
  if (!suite) throw new StartError(`there are no cases for ${contract} yet: they stand in src/conformance`);
  const { writes = false, strict = false, verbose = false, prompt = false, only } = options;
  if (only && !suite.cases.some(({ name }) => only.test(name))) {
    throw new InvalidArgumentError(
      `No case of ${contract} has a name like ${only.source}: --verbose prints their names.`,
    );
  }
  for (const file of [options.json, options.junit]) if (file !== undefined) requireWritable(file);
  const report = await verifyServer(suite, baseUrl, {
    credentials,
    writes,
    strict,
    verbose,
    prompt,
    only,
    timeoutMs: options.timeout * 1000,
    language: options.language,
    environment: cli.environment,
    print: cli.print,
  });
  if (options.json) writeReport(options.json, `${JSON.stringify(report.json, undefined, 2)}\n`);
  if (options.junit) writeReport(options.junit, report.junit);
  if (report.differing > 0) throw new StartError(report.verdict);
}

/** Before the run, whose results nobody is to lose for a mistyped folder. */
function requireWritable(file: string): void {
  try {
    const isThere = existsSync(file);
    if (isThere && statSync(file).isDirectory()) throw new Error(`${file} is a folder`);
    accessSync(isThere ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new InvalidArgumentError(`The report cannot be written: ${(error as Error).message}`);
  }
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new StartError(`the report cannot be written: ${(error as Error).message}`);
  }
}

function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new InvalidArgumentError('It must be an address such as https://example.com, without a query.');
  }
  return url;
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new InvalidArgumentError('It must be a regular expression.');
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d{1,3}(\.\d)?$/.test(text) || seconds <= 0 || seconds > mostSeconds) {
    throw new InvalidArgumentError(`It must be seconds, more than 0 and at most ${mostSeconds}.`);
  }
  return seconds;
}
