import { readConfig } from '../../config.ts';
import { findToken } from '../../http/credentials.ts';
import { connectToShadow, isListening } from '../../shadow/control-client.ts';
import type { DifferenceRecord } from '../../shadow/differences.ts';
import { findShadows, shadowPlaces } from '../../shadow/places.ts';
import type { Side } from '../../shadow/sides.ts';
import { StartError } from '../../start/start-error.ts';
import type { Cli } from '../cli.ts';
import { formatTable } from '../table.ts';
import { describeSummary } from './summary.ts';

interface Which {
  /** Which proxy; undefined: all of them, or the only one. */
  contract?: string;
}

const schemes = ['Bearer', 'Token'];

type RunningShadow = ReturnType<typeof connectToShadow>;

/** `shadow status` */
export async function printStatus(cli: Cli, { contract, json }: Which & { json: boolean }): Promise<void> {
  const asking = (await findRunning(cli, contract)).map((running) => running.status());
  await tellOfEach(asking, (status) => {
    for (const line of json ? [JSON.stringify(status)] : describeSummary(status)) cli.print(line);
  });
}

/** That one of them fails, which is told at the end, hides nothing of what the others answer. */
async function tellOfEach<Answer>(asking: Array<Promise<Answer>>, tell: (answer: Answer) => void): Promise<void> {
  const outcomes = await Promise.allSettled(asking);
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') tell(outcome.value);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
}

const header = ['endpoint', 'field', 'kind', 'count', 'first seen', 'last seen', 'old', 'new'];

/** `shadow report` */
export async function printReport(cli: Cli, { contract, json }: Which & { json: boolean }): Promise<void> {
  const asking = (await findRunning(cli, contract)).map((running) => running.differences());
  await tellOfEach(asking, (records) => {
    if (json) for (const record of records) cli.print(JSON.stringify(record));
    else if (records.length === 0) cli.say('No difference so far. / 目前没有差异。');
    else for (const line of formatTable([header, ...records.map(toRow)])) cli.print(line);
  });
}

function toRow({ endpoint, field, kind, count, firstSeen, lastSeen, old, new: ours }: DifferenceRecord): string[] {
  return [endpoint, field, kind, String(count), firstSeen, lastSeen, old, ours];
}

/** `shadow switch` */
export async function switchEndpoint(cli: Cli, asked: Which & { endpoint: string; to: Side }): Promise<void> {
  const running = await getRunning(cli, asked.contract);
  cli.print(await running.switchEndpoint(asked.endpoint, asked.to));
  const server = asked.to === 'new' ? 'our server / 本系统' : 'the old server / 旧服务器';
  cli.say(`From the next request on it is answered by ${server}.`);
}

/** `shadow return`; without an endpoint, of all of them. */
export async function returnEndpoints(cli: Cli, asked: Which & { endpoint: string | undefined }): Promise<void> {
  const { endpoint, contract } = asked;
  const asking =
    endpoint === undefined
      ? (await findRunning(cli, contract)).map((running) => running.returnAll())
      : [(await getRunning(cli, contract)).switchEndpoint(endpoint, 'old').then((name) => [name])];
  const returned: string[] = [];
  await tellOfEach(asking, (names) => {
    for (const name of names) cli.print(name);
    returned.push(...names);
  });
  cli.say(
    returned.length === 0
      ? 'Nothing was switched. / 没有已切换的接口。'
      : 'From the next request on the old server answers. / 已切回旧服务器。',
  );
}

// Of a token that nobody would take for a whole page.
const longestInput = 16_384;

/** `shadow pair`: never as arguments, which every list of processes shows. */
export async function pairTokens(cli: Cli, { contract }: Which): Promise<void> {
  const running = await getRunning(cli, contract);
  const [old, ours, ...others] = (await readInput()).split(/\r?\n/).flatMap((line) => findToken(line, schemes) ?? []);
  if (old === undefined || ours === undefined || others.length > 0) {
    throw new StartError('standard input must be two lines: the token of the old server, and ours');
  }
  await running.pair(old, ours);
  cli.say('Each of the two stands for the other from now on. / 两个令牌已相互对应。');
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestInput) throw new StartError('standard input is longer than two tokens can be');
  }
  return text;
}

/**
 * The proxies that run on the configured data directory, or the named one; throws StartError where there is none. What one
 * that was killed left behind is not to be in the way of the others.
 */
async function findRunning(cli: Cli, contract: string | undefined): Promise<RunningShadow[]> {
  const { dataDir } = readConfig(cli.environment);
  const found = findShadows(dataDir).filter((name) => contract === undefined || name === contract);
  if (found.length === 0) {
    throw new StartError(
      `no proxy${contract === undefined ? '' : ` for ${contract}`} runs on the data directory ${dataDir}: start one with \`shadow --old URL --contract NAME\``,
    );
  }
  const sockets = found.map((name) => shadowPlaces(dataDir, name).socket);
  const answers = await Promise.all(sockets.map(isListening));
  const live = sockets.filter((_, index) => answers[index]);
  return (live.length > 0 ? live : sockets).map(connectToShadow);
}

/** The only one; throws StartError where a contract has to be named. */
async function getRunning(cli: Cli, contract: string | undefined): Promise<RunningShadow> {
  const [first, ...others] = await findRunning(cli, contract);
  if (first && others.length === 0) return first;
  throw new StartError('several proxies run here: say which one with --contract');
}
