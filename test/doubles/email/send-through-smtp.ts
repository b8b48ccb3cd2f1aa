import { startSmtpDouble } from './smtp.ts';

/** For the table of `send-through`: starts the double, and says what is to be run against it and in which environment. */
export async function sendThroughSmtp(context: Parameters<typeof startSmtpDouble>[0]) {
  const { environment } = await startSmtpDouble(context);
  return { words: ['provider', 'test', 'email', '--to', 'somebody@example.com'], environment };
}
