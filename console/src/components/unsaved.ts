/** Asked whether there is something that was filled in and not saved. */
type Check = () => boolean;

const checks = new Set<Check>();

/** Has a place asked from now on; answers how to stop. */
export function watchUnsaved(check: Check): () => void {
  checks.add(check);
  return () => checks.delete(check);
}

/** Whether anything on the page was filled in and not saved. */
export function hasUnsaved(): boolean {
  return [...checks].some((check) => check());
}
