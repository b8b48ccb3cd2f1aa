import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Figure, FigureContext, Measured } from '../figure.ts';
import { download, upload } from '../load/transfer.ts';
import { startReference } from '../stage/bare.ts';
import { type Directory, makeDirectory, withHouse } from '../stage/directory.ts';
import { watchResident } from '../stage/processes.ts';
import { type Served, serveProduction } from '../stage/production.ts';
import { startStaticNginx } from '../stage/static-nginx.ts';

const mebibyte = 1024 * 1024;
const warmUp = { version: '0.1', sizeBytes: 16 * mebibyte };

/** What both ways are measured with. */
interface Place {
  directory: Directory;
  server: Served;
  key: string;
  sizeBytes: number;
}

export const releaseFiles: Figure = {
  name: 'release-files',
  about: 'how fast 1 GiB releases go up and down, and how much memory that takes',
  async run(context) {
    const directory = await makeDirectory(context);
    const { key } = await withHouse(directory, ({ core }) =>
      core.apiKeys.create({ name: 'bench', rights: ['releases:read', 'releases:write'] }, { actor: 'cli' }),
    );
    const server = await serveProduction(context, directory.environment);
    const place = { directory, server, key, sizeBytes: (context.isQuick ? 32 : 1024) * mebibyte };
    await upload({ url: server.url, key, ...warmUp });
    const memory = watchResident(server.pid);
    const before = memory.now();
    const uploads = await measureUploads(context, place);
    const downloads = await measureDownloads(context, place);
    const growth = memory.end() - before;
    const size = `${place.sizeBytes / mebibyte} MiB`;
    return [
      {
        figure: `upload, ${size}`,
        unit: 'MiB/s',
        reference: 'the stream hashed and fsynced, nothing else',
        goals: [{ kind: 'ratio at least', value: 0.7 }],
        rounds: uploads,
      },
      {
        figure: `download, ${size}`,
        unit: 'MiB/s',
        reference: 'nginx, sendfile',
        goals: [{ kind: 'ratio at least', value: 0.6 }],
        rounds: downloads,
      },
      {
        figure: 'memory that these took on top',
        unit: 'MiB',
        reference: '',
        goals: [{ kind: 'ours at most', value: 64 }],
        rounds: [{ ours: growth }],
      },
    ];
  },
};

async function measureUploads({ after, rounds, say }: FigureContext, place: Place): Promise<Measured[]> {
  const { server, key, sizeBytes } = place;
  // On the same disk.
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-stream-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const { url, stop } = await startReference({ after }, 'store-stream.ts', [join(folder, 'stream')]);
  await upload({ url, key, ...warmUp });
  const measured: Measured[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const release = { key, version: `1.${round}`, sizeBytes };
    const ours = sizeBytes / mebibyte / (await upload({ ...release, url: server.url }));
    const reference = sizeBytes / mebibyte / (await upload({ ...release, url }));
    say(`upload, round ${round}: ${ours.toFixed(0)} and ${reference.toFixed(0)} MiB/s`);
    measured.push({ ours, reference });
  }
  await stop();
  return measured;
}

async function measureDownloads(context: FigureContext, place: Place): Promise<Measured[]> {
  const { server, sizeBytes, key } = place;
  const file = findStored(place);
  const nginx = await startStaticNginx(context, dirname(file));
  const ours = server.url + (await findPath(server.url, key));
  const reference = nginx.url + file.slice(dirname(file).length);
  const measured: Measured[] = [];
  for (let round = 0; round <= context.rounds; round += 1) {
    const one = {
      ours: sizeBytes / mebibyte / (await download(ours, sizeBytes)),
      reference: sizeBytes / mebibyte / (await download(reference, sizeBytes)),
    };
    context.say(`download, round ${round}: ${one.ours.toFixed(0)} and ${one.reference.toFixed(0)} MiB/s`);
    // The first one warms up.
    if (round > 0) measured.push(one);
  }
  return measured;
}

/** Where devices download a release. */
async function findPath(url: string, key: string): Promise<string> {
  const answer = await fetch(`${url}/management/v1/releases`, { headers: { authorization: `Bearer ${key}` } });
  const { items } = (await answer.json()) as { items: Array<{ version: string; path: string }> };
  const path = items.find(({ version }) => version === '1.1')?.path;
  if (path === undefined) throw new Error(`there is no release 1.1: ${JSON.stringify(items)}`);
  return path;
}

/** The file of one of them, as the server keeps it. */
function findStored({ directory, sizeBytes }: Place): string {
  const entries = readdirSync(directory.environment.PORTICO_DATA_DIR ?? '', { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const file = files.find((each) => statSync(each).size === sizeBytes);
  if (file === undefined) throw new Error('no release is stored');
  return file;
}
