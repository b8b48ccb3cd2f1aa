/** What every answer names itself by: the documented path, without the id that was audited (staff, `cmd`). */
export function commandOf(url: string): string {
  const path = (url.split(/[?#]/, 1)[0] as string).replace(/^\//, '').replace(/\/$/, '');
  return /^audit\/user\/[^/]+$/.test(path) ? 'audit/user' : path;
}

/** The contract's answer to everything that went well; `url` is the request's path and query as they arrived. */
export function success<Data>(request: { originalUrl: string }, data: Data, message = 'success') {
  return { status: true, data, message, cmd: commandOf(request.originalUrl) };
}
