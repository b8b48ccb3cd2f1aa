import { readConfig } from '../../config.ts';
import { DomainError } from '../../core/errors.ts';
import { prepareDataDir } from '../../start/data-dir.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';
import { describeExchange } from './exchange-lines.ts';

type Outside = Awaited<ReturnType<typeof import('../../compose.ts')['openOutside']>>;

/** Opens the configured ways to the outside alone, without the data; prints each exchange as it happens. */
export async function withOutside<T>(cli: Cli, work: (outside: Outside) => Promise<T>): Promise<T> {
  const config = readConfig(cli.environment);
  // For what has no vendor: the outbox lies there.
  prepareDataDir(config.dataDir);
  const { openOutside } = await import('../../compose.ts');
  const observe = (exchange: Parameters<typeof describeExchange>[0]): void => {
    for (const line of describeExchange(exchange)) cli.print(line);
  };
  const outside = await openOutside(config, { clock: { now: () => Date.now() }, observe });
  try {
    return await work(outside);
  } catch (error) {
    throw error instanceof DomainError ? new StartError(`not sent: ${error.code}${reasonOf(error)}`) : error;
  } finally {
    await outside.close();
  }
}

function reasonOf({ cause }: DomainError): string {
  return cause instanceof Error ? ` (${cause.message})` : '';
}
