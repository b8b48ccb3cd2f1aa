/** The headers of a file that browsers save and never show. */
export function attachmentHeaders(fileName: string) {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return {
    'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeExtended(fileName)}`,
    'X-Content-Type-Options': 'nosniff',
  };
}

/** RFC 8187 allows fewer characters than `encodeURIComponent` leaves. */
function encodeExtended(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
