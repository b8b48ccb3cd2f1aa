import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestPortico } from '../../test/support/portico.ts';
import { call } from '../../test/support/portico.ts';
import type { PartContext, TorturePart } from '../part.ts';
import { startAbusedServer } from './abused-server.ts';
import { describeHoldings, findLeaks } from './holdings.ts';
import { gather } from './slow-clients/crowd.ts';
import { type Manner, manners } from './slow-clients/manners.ts';
import { beginWork } from './slow-clients/ordinary-people.ts';

const sockets = { whole: 5_000, slice: 200 };
/** What npm test waits for: who was refused is gone after 5 s. */
const hasty = new Set(['no HTTP', 'CONNECT', 'a slow body that nobody reads']);
// The longest of the server's deadlines is that of who reads nothing: what the system took of an answer meanwhile counts as
// progress once, so that 60 s are 120.
const boundMs = 180_000;
const spareDescriptors = 500;
const fileBytes = 16 * 1024 * 1024;

/** Connections that are held, and never ended, by whoever opened them. */
export const slowClients: TorturePart = {
  name: 'slow-clients',
  about: 'thousands who are slow to send and to read are ended by the server, while everybody else is answered',
  async run(context) {
    const server = await startAbusedServer(context);
    const place = { url: server.at.url, path: await publish(server.at) };
    const chosen = context.extent === 'whole' ? manners : manners.filter(({ name }) => hasty.has(name));
    const { size, note } = affordable(context);
    await warmUp(place, chosen, size);
    const people = await beginWork(server.at);
    const before = await server.holds();
    const crowd = await gather(place, chosen, size);
    context.after(() => crowd.leave());
    context.say(`${crowd.size} connections are held`);
    const ended = await watchEnd(server.pid, before.descriptors);
    const { answers, slowestMs, problems } = await people.end();
    crowd.leave();
    const held = await server.holds();
    const faults = [...problems.slice(0, 10), ...findLeaks(before, held), ...server.faults().slice(0, 10)];
    if (ended.left > 0) faults.push(`${ended.left} connections were still open after ${boundMs / 1000} s`);
    return {
      figures: {
        'connections held at once': `${crowd.size}, ${chosen.length} ways${note}`,
        'all ended by the server, after seconds': ended.seconds,
        'most descriptors meanwhile': ended.mostDescriptors,
        'most resident memory meanwhile, MiB': ended.mostMiB,
        'answers to ordinary people meanwhile': answers,
        'slowest of those, ms': slowestMs,
        holds: describeHoldings(before, held),
      },
      faults,
    };
  },
};

/** As many as this process and the server may open; Node takes all that the system lets it. */
function affordable({ extent }: PartContext): { size: number; note: string } {
  const most = Number(
    /^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity,
  );
  const size = Math.min(sockets[extent], most - spareDescriptors);
  return {
    size,
    note: size < sockets[extent] ? `; the system allows no more than ${most} open files (ulimit -n)` : '',
  };
}

/** A release that takes a while to send. */
async function publish({ url, portico: { house } }: TestPortico): Promise<string> {
  const { key } = await house.core.apiKeys.create({ name: 'slow', rights: ['releases:write'] }, { actor: 'cli' });
  const form = new FormData();
  form.append('version', '1.0.0');
  form.append('file', new Blob([Buffer.alloc(fileBytes, 'portico')]), 'tool.exe');
  const { body } = await call(`${url}/api/upgrade/upload`, 'POST', form, { authorization: `Bearer ${key}` });
  return body.data.path;
}

/** What a server makes once, and the memory that its allocator keeps, are there before anything is compared. */
async function warmUp(place: { url: string; path: string }, chosen: readonly Manner[], size: number): Promise<void> {
  const crowd = await gather(place, chosen, size);
  await delay(1_000);
  crowd.leave();
  await delay(6_000);
}

interface End {
  /** How many are left when the bound is over; those of ordinary people come and go. */
  left: number;
  seconds: number;
  mostDescriptors: number;
  mostMiB: number;
}

/** Looks at the server until it holds no more than before. */
async function watchEnd(pid: number, before: number): Promise<End> {
  const slack = 8;
  const startedAt = performance.now();
  let most = { descriptors: 0, mebibytes: 0 };
  for (;;) {
    const descriptors = readdirSync(`/proc/${pid}/fd`).length;
    most = {
      descriptors: Math.max(most.descriptors, descriptors),
      mebibytes: Math.max(most.mebibytes, residentMiB(pid)),
    };
    const passedMs = performance.now() - startedAt;
    const left = Math.max(0, descriptors - before - slack);
    // At first not all of them may have been let in.
    if ((left === 0 && passedMs > 3_000) || passedMs > boundMs) {
      const told = { mostDescriptors: most.descriptors, mostMiB: Math.round(most.mebibytes) };
      return { left, seconds: Math.round(passedMs / 1000), ...told };
    }
    await delay(500);
  }
}

function residentMiB(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes ?? 0) / 1024;
}
