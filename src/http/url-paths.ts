/** A path as it goes on the wire: of ASCII alone, since HTTP servers refuse anything else in a URL. */
export function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

/** The path that a request's URL asks for. */
export function decodePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return decodeURIComponent(path).normalize('NFC');
}
