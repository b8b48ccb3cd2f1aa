/** An endpoint as operators know it, `POST /api/user/sendCode`; HEAD is as GET. All paths that nobody has are one, `unknown`. */
export function endpointOf(method: string, route: string): string {
  return route.startsWith('/') ? `${method === 'HEAD' ? 'GET' : method} ${route}` : route;
}
