import type { ConsoleSession as Session } from '../../../src/management/session/schemas.ts';
import { currentLanguage } from '../i18n/i18n.ts';
import { askForConfirmation } from './confirmation.ts';
import { ApiProblem, isForged, networkProblem, otherAccountProblem, readProblem } from './problem.ts';

/** Where the management API is. */
const apiBase = '/management/v1';

/** What goes behind the question mark; undefined and '' are left out. */
export type Query = Record<string, string | number | boolean | undefined>;

interface RequestOptions {
  query?: Query | undefined;
  signal?: AbortSignal | undefined;
  /** The version that the change is based on; goes as If-Match. */
  version?: number | undefined;
  /** From `newIdempotencyKey`: asked twice with the same one, a creation happens once. */
  idempotencyKey?: string | undefined;
}

/** A request whose body is told about while it goes out. */
export interface UploadOptions extends RequestOptions {
  method?: 'POST' | 'PUT';
  contentType?: string;
  /** Called with 0 to 1 while the bytes go out. */
  onProgress?: (share: number) => void;
}

let known: Session | undefined;

/** Told by each answer about the session; its token goes with every change from then on. */
export function rememberSession(session: Session): void {
  known = session;
}

/** The management API. Paths begin after `/management/v1`; each call resolves with the answer's JSON or throws ApiProblem. */
export const api = {
  get: <T>(path: string, options?: RequestOptions): Promise<T> => send<T>('GET', path, undefined, options),
  post: <T = void>(path: string, body?: object, options?: RequestOptions): Promise<T> =>
    send<T>('POST', path, body, options),
  put: <T = void>(path: string, body?: object, options?: RequestOptions): Promise<T> =>
    send<T>('PUT', path, body, options),
  patch: <T = void>(path: string, body?: object, options?: RequestOptions): Promise<T> =>
    send<T>('PATCH', path, body, options),
  delete: <T = void>(path: string, options?: RequestOptions): Promise<T> => send<T>('DELETE', path, undefined, options),
  upload,
};

/** The address of something that the browser itself loads: a download, a picture. */
export function apiUrl(path: string, query: Query = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return `${apiBase}${path}${search && `?${search}`}`;
}

/** A key for one creation: keep it while the same form is sent again. */
export function newIdempotencyKey(): string {
  // Not crypto.randomUUID, which plain HTTP in a local network has not.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function send<T>(method: string, path: string, body?: object, options: RequestOptions = {}): Promise<T> {
  const ask = (): Promise<T> => askInNewestSession(() => sendOnce<T>(method, path, body, options));
  try {
    return await ask();
  } catch (error) {
    const isUnconfirmed = error instanceof ApiProblem && error.code === 'password.confirmation_needed';
    if (isUnconfirmed && (await askForConfirmation())) return ask();
    throw error;
  }
}

/**
 * Asks once more where a sign-in in another tab put another session in the place of this one: what was filled in here must
 * not be lost to it. Throws the problem that says so where it is somebody else's.
 */
async function askInNewestSession<T>(ask: () => Promise<T>): Promise<T> {
  const before = known;
  try {
    return await ask();
  } catch (error) {
    if (!isForged(error) || !before) throw error;
    const session = await sendOnce<Session>('GET', '/session', undefined, {});
    if (session.csrfToken === before.csrfToken) throw error;
    if (session.account.id !== before.account.id) throw otherAccountProblem(session.account.name);
    rememberSession(session);
    return await ask();
  }
}

async function sendOnce<T>(
  method: string,
  path: string,
  body: object | undefined,
  options: RequestOptions,
): Promise<T> {
  const request: RequestInit = {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { ...headersOf(method, options), ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    ...(options.signal && { signal: options.signal }),
  };
  let response: Response;
  let text: string;
  try {
    response = await fetch(apiUrl(path, options.query), request);
    text = await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw networkProblem();
  }
  return readAnswer<T>(response.status, text, response.headers.get('Retry-After'));
}

function headersOf(method: string, { version, idempotencyKey }: RequestOptions): Record<string, string> {
  return {
    Accept: 'application/json',
    'Accept-Language': currentLanguage(),
    ...(method !== 'GET' && known && { 'X-CSRF-Token': known.csrfToken }),
    ...(version !== undefined && { 'If-Match': `"${version}"` }),
    ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
  };
}

function readAnswer<T>(status: number, text: string, retryAfter: string | null): T {
  if (status < 200 || status > 299) throw readProblem(status, text, retryAfter);
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch {
    throw readProblem(status, '', null);
  }
}

/** Sends a file or a form and tells how far it is. */
function upload<T>(path: string, body: Blob | FormData, options: UploadOptions = {}): Promise<T> {
  return askInNewestSession(() => uploadOnce<T>(path, body, options));
}

/** Only XMLHttpRequest knows the progress of what goes out. */
function uploadOnce<T>(path: string, body: Blob | FormData, options: UploadOptions): Promise<T> {
  const { method = 'POST', contentType, onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, apiUrl(path, options.query));
    for (const [name, value] of Object.entries(headersOf(method, options))) request.setRequestHeader(name, value);
    if (contentType) request.setRequestHeader('Content-Type', contentType);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(networkProblem());
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    request.onload = () => {
      try {
        resolve(readAnswer<T>(request.status, request.responseText, request.getResponseHeader('Retry-After')));
      } catch (error) {
        reject(error);
      }
    };
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
