/**
 * What `read` answers, whatever problems it adds to `problems`: settings of a vendor that is not asked are read too, so
 * that nobody calls them unknown, and are not judged.
 */
export function readUnjudged<T>(problems: string[], read: () => T): T {
  const before = problems.length;
  const value = read();
  problems.splice(before);
  return value;
}
