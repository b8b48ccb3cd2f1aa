import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addTestEmail } from './test-email.ts';
import { addTestPush } from './test-push.ts';
import { addTestSms } from './test-sms.ts';

/** `provider test sms | email | push` */
export function addProvider(program: Command, cli: Cli): void {
  const test = program
    .command('provider')
    .summary('try what sends messages')
    .description('What sends SMS, mails and pushes.\n短信、邮件和推送的发送渠道。')
    .command('test')
    .summary('send one message now, and show the request as it left')
    .description(
      'Send one message through the configured provider, past all budgets, and print each request as it left, secrets masked.\n通过已配置的渠道发送一条测试消息，并显示实际发出的请求（密钥已隐去）。',
    );
  addTestSms(test, cli);
  addTestEmail(test, cli);
  addTestPush(test, cli);
}
