/** Finds the methods that some of these routes (`GET /faqs/:id`) have at a path; its query counts for nothing. */
export function createMethodFinder(routes: readonly string[]): (url: string) => string[] {
  // Read at the first question: until then routes come.
  let known: Array<{ method: string; shape: RegExp }> | undefined;
  return (url) => {
    known ??= routes.map(readRoute);
    const path = url.split(/[?#]/, 1)[0] ?? '';
    return [...new Set(known.filter(({ shape }) => shape.test(path)).map(({ method }) => method))];
  };
}

function readRoute(route: string): { method: string; shape: RegExp } {
  const [method = '', path = ''] = route.split(' ');
  const shape = path
    .replace(/\/$/, '')
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/:\w+/g, '[^/]+')
    .replaceAll('*', '.*');
  return { method, shape: new RegExp(`^${shape}/?$`) };
}
