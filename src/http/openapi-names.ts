/** `POST /accounts/:id/freeze` is `postAccountsIdFreeze`. */
export function nameOperation(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
