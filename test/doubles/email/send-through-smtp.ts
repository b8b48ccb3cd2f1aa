import { type SmtpDouble, startSmtpDouble } from './smtp.ts';

/** For the table of `send-through`: starts the double, and says what is to be run against it, and in which environment. */
export async function sendThroughSmtp(
  context: Parameters<typeof startSmtpDouble>[0],
): Promise<{ words: string[]; environment: Record<string, string>; double: SmtpDouble }> {
  const double = await startSmtpDouble(context);
  const words = ['provider', 'test', 'email', '--to', 'somebody@example.com'];
  return { words, environment: double.environment, double };
}
