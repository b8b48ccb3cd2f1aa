import { type Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../../config.ts';
import { parseEmail } from '../../core/accounts/identifiers.ts';
import type { Language } from '../../core/ports.ts';
import { randomDigits } from '../../core/random.ts';
import { defaultSettings } from '../../core/runtime-settings/definitions.ts';
import type { Cli } from '../cli.ts';
import { withOutside } from './with-outside.ts';

interface Options {
  to: string;
  language: Language;
}

/** `provider test email` */
export function addTestEmail(test: Command, cli: Cli): void {
  test
    .command('email')
    .summary('send one mail with a made-up code')
    .description(
      'Send one mail with a made-up code that opens nothing.\n发送一封测试邮件，其中的验证码不可用于登录或注册。',
    )
    .requiredOption('--to <address>', 'an e-mail address', parseRecipient)
    .addOption(new Option('--language <language>', 'in which language; both, where none is said').choices(['zh', 'en']))
    .action((options: Options) => sendEmail(cli, options));
}

/** In the branding that the environment and the file say: what the console changed is in the data, which stays closed. */
async function sendEmail(cli: Cli, { to, language }: Options): Promise<void> {
  const { createMails } = await import('../../core/mails/mails.ts');
  const { given } = readConfig(cli.environment);
  const settings = { ...defaultSettings, ...given };
  await withOutside(cli, ({ email }) =>
    createMails({ sender: email, settings: () => settings }).sendCode({
      to,
      purpose: 'register',
      code: randomDigits(6),
      language,
    }),
  );
  cli.say(`sent to ${to}`);
}

function parseRecipient(text: string): string {
  const email = parseEmail(text);
  if (email === undefined) throw new InvalidArgumentError('It must be an e-mail address such as name@example.com.');
  return email;
}
