import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrk } from '../../scripts/wrk.mjs';
import { withEndings } from '../../test/support/endings.ts';
import { record } from '../stage/bare.ts';
import { loadCore, readPrinted, startPinned } from '../stage/pinned.ts';
import { type Asked, toWire } from './requests.ts';

/** What is asked of whom. */
export interface Load {
  url: string;
  /** Asked in turn, from the first one on. */
  requests: readonly Asked[];
  /** What a right answer contains: most doors say with status 200 too that something is wrong. */
  says: string;
  seconds: number;
  /** Whether each answer is looked at, which takes the load so long that it is for what is slow; else the first one is. */
  checksEach?: boolean;
  /** Which share of the answers may be wrong; none unless told. */
  mostWrong?: number;
  connections?: number;
  cores?: number | string;
  threads?: number;
}

/** What came of it. */
export interface Answered {
  perSecond: number;
  p99Ms: number;
  /** Processor time that the load itself took. */
  loadSeconds: number;
  /** From the first request to the last answer. */
  seconds: number;
}

// The errors that wrk counts are of connections; an answer above 399 is one too.
const script = `
local says = os.getenv('BENCH_SAYS')
wrong = 0
if says ~= '' then
  response = function(status, headers, body)
    if not string.find(body, says, 1, true) then
      wrong = wrong + 1
      example = body
    end
  end
end
local threads = {}
setup = function(thread)
  table.insert(threads, thread)
end
local requests = dofile(os.getenv('BENCH_REQUESTS'))
local last = 0
local count = #requests
request = function()
  last = last % count + 1
  return requests[last]
end
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  for _, thread in ipairs(threads) do
    failed = failed + thread:get('wrong')
    if thread:get('example') then io.write(thread:get('example'), '\\n') end
  end
  io.write(string.format('RESULT %d %d %d %d %f\\n', summary.requests, failed, summary.duration,
    latency:percentile(99), os.clock()))
end
`;

/** Asks as fast as the answers come. Throws where one of them is wrong. */
export async function ask(load: Load): Promise<Answered> {
  const { url, requests, says, seconds, checksEach = false, connections = 32, cores = loadCore, threads = 1 } = load;
  if (!checksEach) await checkFirst(load);
  return withEndings(async (endings) => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-wrk-'));
    endings.after(() => rmSync(folder, { recursive: true, force: true }));
    const [asking, listed] = [join(folder, 'ask.lua'), join(folder, 'requests.lua')];
    writeFileSync(asking, script);
    writeFileSync(listed, `return {\n${requests.map((each) => quote(toWire(each))).join(',\n')}\n}\n`, 'latin1');
    const options = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', asking];
    const environment = { BENCH_REQUESTS: listed, BENCH_SAYS: checksEach ? says : '' };
    const asked = startPinned(endings, cores, [wrk, ...options, url], environment);
    return readResult(await readPrinted(asked), load);
  });
}

async function checkFirst({ url, requests: [first], says }: Load): Promise<void> {
  if (!first) throw new Error('there is nothing to ask');
  const body = Buffer.from((await record(url, first)).body, 'base64').toString();
  if (!body.includes(says)) throw new Error(`${first.path} was answered ${body}`);
}

function readResult(printed: string, { url, mostWrong = 0 }: Load): Answered {
  const [, answered, failed, microseconds, p99, loadSeconds] = (
    /RESULT (\d+) (\d+) (\d+) (\d+) ([\d.]+)/.exec(printed) ?? []
  ).map(Number) as [number, number, number, number, number, number];
  if (!answered || failed > answered * mostWrong) {
    throw new Error(`${url}: ${failed} of ${answered} answers were wrong\n${printed}`);
  }
  const seconds = microseconds / 1e6;
  return { perSecond: answered / seconds, p99Ms: p99 / 1000, loadSeconds, seconds };
}

/** As Lua reads it, byte by byte. */
function quote(bytes: string): string {
  return `"${bytes.replace(/[^ !#-[\]-~]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`)}"`;
}
