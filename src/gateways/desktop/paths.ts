/** A download path as it goes on the wire: every client, also one that sends it as it is, gets the file. */
export function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

/** The path that a request asked for, percent escapes decoded; some clients send UTF-8 unescaped. */
export function decodePath(requestUrl: string): string {
  const [path = ''] = requestUrl.split('?', 1);
  // Node hands over each byte of the URL as one character.
  return decodeURIComponent(Buffer.from(path, 'latin1').toString('utf8')).normalize('NFC');
}
