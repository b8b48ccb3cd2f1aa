import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Phone, parsePhone } from '../../core/accounts/identifiers.ts';
import type { CodePurpose, Language } from '../../core/ports.ts';
import { randomDigits } from '../../core/random.ts';
import { smsVendorNames } from '../../providers/sms/vendors.ts';
import type { Cli } from '../cli.ts';
import { withOutside } from './with-outside.ts';

interface Options {
  to: Phone;
  purpose: CodePurpose;
  language: Language;
  vendor?: string;
}

/** `provider test sms` */
export function addTestSms(test: Command, cli: Cli): void {
  test
    .command('sms')
    .summary('send one SMS with a made-up code')
    .description('Send one SMS with a made-up code that opens nothing.\n发送一条测试短信，验证码不可用于登录。')
    .requiredOption('--to <phone>', 'a mainland number, or any with its + and country', parseRecipient)
    .addOption(new Option('--purpose <purpose>', 'whose template').choices(['sign-in', 'register']).default('sign-in'))
    .addOption(new Option('--language <language>', 'in which language').choices(['zh', 'en']).default('zh'))
    .addOption(new Option('--vendor <name>', 'this one alone, named in PORTICO_SMS or not').choices(smsVendorNames))
    .action((options: Options) => sendSms(cli, options));
}

async function sendSms(cli: Cli, { to, purpose, language, vendor }: Options): Promise<void> {
  const code = randomDigits(6);
  const environment = { ...cli.environment, ...(vendor && { PORTICO_SMS: vendor }) };
  const receipt = await withOutside({ ...cli, environment }, ({ sms, localChannels }) => {
    if (localChannels.includes('sms')) cli.say('PORTICO_SMS names no vendor: the message goes to outbox.jsonl alone');
    return sms.sendCode({ to: to.e164, purpose, language, code });
  });
  cli.say(`sent to ${to.e164}; the provider answers:`);
  cli.print(JSON.stringify(receipt));
}

function parseRecipient(text: string): Phone {
  const phone = parsePhone(text);
  if (!phone) throw new InvalidArgumentError('It must be a phone number such as 13800138000 or +14155550100.');
  return phone;
}
