import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import { type Format, readFormat } from '../../core/passwords/former/format.ts';
import { FormatError } from '../../core/passwords/former/format-tokens.ts';
import {
  type FormerPassword,
  findFormerProblem,
  matchesFormer,
  opensByMd5,
} from '../../core/passwords/former/former-passwords.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';

interface Options {
  format: string;
  hash: string;
  salt?: string;
  key?: string;
  username?: string;
}

/** `import try-password` */
export function addTryPassword(group: Command, cli: Cli): void {
  group
    .command('try-password')
    .requiredOption('--format <format>', "such as bcrypt, django or 'md5(md5(password)+salt)'", requireFormat)
    .requiredOption('--hash <text>', 'what the former back end stored')
    .option('--salt <text>', 'what it stored beside it')
    .option('--key <text>', 'what is the same for all of its passwords')
    .option('--username <text>', 'where the format speaks of it')
    .summary('see whether a format is the right one, before an import')
    .description(
      'Read one password from the input, and tell whether the stored text is made of it in this format.\n' +
        '导入前验证密码格式：从标准输入读取一个密码，检查与存储值是否相符。',
    )
    .action(async (options: Options) => {
      const format: Format = readFormat(options.format);
      const former: FormerPassword = options;
      const problem = findFormerProblem(format, former);
      if (problem !== undefined) throw new StartError(`the stored text cannot be taken: ${problem}`);
      const value = await readLine();
      if (!(await matchesFormer(former, { form: 'plain', value })))
        throw new StartError('no: it is made otherwise, or of another password');
      cli.print('yes');
      if (!opensByMd5(format))
        cli.say(
          'Clients that send only the md5 of a password, as the blog’s do, cannot sign in by it. / 只发送密码 md5 的客户端（如博客）无法用它登录。',
        );
    });
}

async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  throw new StartError('write the password into the input: printf %s "$PASSWORD" | portico import try-password …');
}

function requireFormat(text: string): string {
  try {
    readFormat(text);
    return text;
  } catch (error) {
    if (error instanceof FormatError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}
