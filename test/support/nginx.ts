import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { findNginx } from '../../scripts/nginx.mjs';
import { loopbackTls } from '../doubles/loopback-tls.ts';
import { findFreePort } from './free-port.ts';

/** One node as nginx sees it; `down`: it is sent nothing. */
export interface NginxNode {
  url: string;
  panelUrl: string;
  down?: boolean;
}

/** An nginx of the test's own, with the example configuration in front of nodes. */
export interface TestNginx {
  /** `https://localhost:<port>`: what fetch in this process trusts. */
  url: string;
  /** `http://127.0.0.1:<port>` of the panel's listener, and of the one that leads to TLS. */
  panelUrl: string;
  plainUrl: string;
  /** What it wrote to its error log so far. */
  errors(): string;
  /** Puts other nodes behind it, as an operator does: a changed file and a reload. New requests go there when it resolves. */
  reload(nodes: readonly NginxNode[]): Promise<void>;
}

interface Context {
  after(ending: () => Promise<void> | void): void;
}

/** What the configuration of one run is made of. */
interface Place {
  folder: string;
  ports: { tls: number; plain: number; panel: number; generation: number };
}

// From now on fetch in this process takes the certificate for localhost.
setDefaultCACertificates([...getCACertificates('default'), loopbackTls.cert]);

const example = join(import.meta.dirname, '../../deploy/nginx/portico.conf');

/**
 * Starts nginx with deploy/nginx/portico.conf as it stands but for ports, names, nodes, certificate and what `change`
 * makes of it; ends with the test.
 */
export async function startNginx(
  context: Context,
  nodes: readonly NginxNode[],
  change = (text: string): string => text,
): Promise<TestNginx> {
  const binary = findNginx();
  if (!binary) throw new Error('there is no nginx: run the tests by npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'portico-nginx-'));
  const [tls, plain, panel, generation] = await findFreePorts();
  const place: Place = { folder, ports: { tls, plain, panel, generation } };
  writeFileSync(join(folder, 'portico.crt'), loopbackTls.cert);
  writeFileSync(join(folder, 'portico.key'), loopbackTls.key, { mode: 0o600 });
  let generations = 0;
  const write = (given: readonly NginxNode[]): void => {
    generations += 1;
    writeFileSync(join(folder, 'portico.conf'), change(fillIn(readFileSync(example, 'utf8'), place, given)));
    writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(place, generations));
  };
  write(nodes);
  const errorLog = join(folder, 'error.log');
  const errors = (): string => readFileSync(errorLog, { encoding: 'utf8', flag: 'a+' });
  const server = spawn(binary, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', errorLog], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  context.after(async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const untilServed = async (): Promise<void> => {
    const url = `http://127.0.0.1:${generation}/`;
    const isServed = () =>
      fetch(url).then(
        async (answer) => (await answer.text()) === String(generations),
        () => false,
      );
    while (!(await isServed())) {
      if (server.exitCode !== null) throw new Error(`nginx ended with status ${server.exitCode}: ${errors()}`);
      await sleep(20);
    }
  };
  await untilServed();
  return {
    url: `https://localhost:${tls}`,
    panelUrl: `http://127.0.0.1:${panel}`,
    plainUrl: `http://localhost:${plain}`,
    errors,
    async reload(given) {
      const before = listWorkers(server);
      write(given);
      server.kill('SIGHUP');
      await untilServed();
      // For a while the old ones take connections beside the new ones, and keep those that they have.
      while (listWorkers(server).some((pid) => before.includes(pid))) await sleep(20);
      await untilServed();
    },
  };
}

function listWorkers({ pid }: ChildProcess): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

async function findFreePorts(): Promise<[number, number, number, number]> {
  const ports = new Set<number>();
  while (ports.size < 4) ports.add(await findFreePort());
  return [...ports] as [number, number, number, number];
}

/** The example with this run's values; throws where it has no such place any more. */
function fillIn(text: string, { folder, ports }: Place, nodes: readonly NginxNode[]): string {
  const serverLines = (url: 'url' | 'panelUrl'): string =>
    nodes
      .map((node) => `server ${new URL(node[url]).host} max_fails=2 fail_timeout=30s${node.down ? ' down' : ''};`)
      .join('\n    ');
  const values: Array<[pattern: RegExp, value: string]> = [
    [/server portico-1:8888 .*\n.*server portico-2:8888 .*/, serverLines('url')],
    [/server portico-1:5678 .*\n.*server portico-2:5678 .*/, serverLines('panelUrl')],
    [/listen 443 /g, `listen 127.0.0.1:${ports.tls} `],
    [/listen 80(?= |;)/g, `listen 127.0.0.1:${ports.plain}`],
    [/listen 5678;/g, `listen 127.0.0.1:${ports.panel};`],
    [/ 5678 portico_panel;/, ` ${ports.panel} portico_panel;`],
    [/server_name accounts\.example\.com/g, 'server_name localhost'],
    [/\/etc\/nginx\/tls/g, folder],
  ];
  return values.reduce((filled, [pattern, value]) => {
    if (filled.search(pattern) === -1) throw new Error(`deploy/nginx/portico.conf has no ${pattern} any more`);
    return filled.replace(pattern, value);
  }, text);
}

/** What the system's nginx.conf is around it. */
function mainConfiguration({ folder, ports }: Place, generation: number): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
${folders.map((name) => `    ${name}_temp_path ${folder}/${name};`).join('\n')}
    access_log off;
    error_log ${folder}/error.log warn;
    default_type application/octet-stream;
    include ${folder}/portico.conf;
    server {
        listen 127.0.0.1:${ports.generation};
        return 200 ${generation};
    }
}
`;
}
