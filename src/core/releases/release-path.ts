const longestFileName = 128;
// Invisible characters can disguise a file's ending (U+202E), and line breaks end headers.
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Where a release is downloaded: `/dist/<stem>-<version>.<ext>`, the file name split at its first dot (desktop §1.3.1).
 * Not percent-encoded. Undefined where the file name cannot be published.
 */
export function findReleasePath(fileName: string, version: string): string | undefined {
  const name = fileName.replace(/^.*[\\/]/s, '').normalize('NFC');
  if (!isPublishable(name)) return undefined;
  const dot = name.indexOf('.');
  const stemLength = dot === -1 ? name.length : dot;
  return `/dist/${name.slice(0, stemLength)}-${version}${name.slice(stemLength)}`;
}

function isPublishable(name: string): boolean {
  const fits = name !== '' && name.length <= longestFileName;
  return fits && name.isWellFormed() && !unprintable.test(name) && !name.includes('..') && !/^\s|[\s.]$/.test(name);
}
