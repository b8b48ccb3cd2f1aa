import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { PathHandler } from '../../edge.ts';
import { hasAlready } from '../../http/file-requests.ts';
import { answerPage, type PageAnswer } from '../answer-page.ts';
import { type BuiltConsole, createConsoleFiles, type Encoding } from './console-files.ts';
import { notBuiltPage } from './not-built-page.ts';

const page = 'index.html';

const contentTypes: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Answers from the built console in `folder`: its files, and the page for every address that is no file's. */
export function createConsoleAnswers(folder: string): PathHandler {
  const files = createConsoleFiles(folder);
  return async (request, response) => {
    let answer: PageAnswer;
    try {
      answer = await findAnswer(request, await files.current());
    } catch {
      answer = { status: 500, headers: { 'Cache-Control': 'no-store' } };
    }
    answerPage(request, response, answer);
  };
}

async function findAnswer(request: IncomingMessage, built: BuiltConsole | undefined): Promise<PageAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, headers: { Allow: 'GET, HEAD' } };
  const [path = '', query] = (request.url ?? '').split('?', 2);
  if (path === '/console') {
    return { status: 301, headers: { Location: `/console/${query === undefined ? '' : `?${query}`}` } };
  }
  if (!built) return notBuilt();
  const name = path.slice('/console/'.length);
  if (built.files.has(name)) return answerFile(request, built, name);
  // Addresses of pages have no dot; what has one is a file that is gone, and must not be answered with a page.
  if (path.slice(path.lastIndexOf('/')).includes('.')) return { status: 404, headers: { 'Cache-Control': 'no-store' } };
  return answerFile(request, built, page);
}

async function answerFile(request: IncomingMessage, built: BuiltConsole, name: string): Promise<PageAnswer> {
  const encoding = chooseEncoding(request, built.files.get(name) ?? []);
  const etag = `"${built.stamp}${encoding && `-${encoding}`}"`;
  const headers = {
    // Names of assets change with their content.
    'Cache-Control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
  };
  if (hasAlready(request, etag)) return { status: 304, headers };
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return {
    status: 200,
    headers: {
      ...headers,
      'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
      ...(encoding && { 'Content-Encoding': encoding }),
    },
    body: await readFile(built.pathOf(name, encoding)),
  };
}

/** The smallest that the caller can read; '' for the file as it is. */
function chooseEncoding(request: IncomingMessage, available: readonly Encoding[]): Encoding | '' {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.replace(/;.*/, ''));
  return available.find((encoding) => accepted.includes(encoding)) ?? '';
}

function notBuilt(): PageAnswer {
  return {
    status: 503,
    headers: { 'Content-Type': contentTypes.html, 'Cache-Control': 'no-store', 'Retry-After': '10' },
    body: notBuiltPage,
  };
}
