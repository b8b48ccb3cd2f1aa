/** How long anybody waits for another process's write. */
export const busyTimeoutMs = 5_000;

/** Whether SQLite refused only because another connection holds the database. */
export function isBusy(error: unknown): boolean {
  return (error as { code?: string }).code === 'SQLITE_BUSY';
}
