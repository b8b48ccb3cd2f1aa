import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findNginx } from '../../scripts/nginx.mjs';
import type { Endings } from '../../test/support/endings.ts';
import { findFreePort } from '../../test/support/free-port.ts';
import { type Pinned, serverCore, startPinned } from './pinned.ts';

/** nginx where the server runs, serving one folder with sendfile. */
export async function startStaticNginx(endings: Endings, root: string): Promise<Pinned & { url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-nginx-'));
  endings.after(() => rmSync(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configure(folder, root, port));
  const words = [findNginx() as string, '-p', folder, '-c', file, '-e', join(folder, 'error.log')];
  const pinned = startPinned(endings, serverCore, words);
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/`).then(
      () => true,
      () => false,
    ))
  ) {
    if (pinned.child.exitCode !== null) throw new Error(`nginx ended: ${pinned.said()}`);
    await delay(20);
  }
  return { ...pinned, url };
}

function configure(folder: string, root: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 64; }
http {
${temporary.map((name) => `    ${name}_temp_path ${folder}/${name};`).join('\n')}
    access_log off;
    sendfile on;
    tcp_nopush on;
    server {
        listen 127.0.0.1:${port};
        root ${root};
    }
}
`;
}
