/** An endpoint as operators know it, `POST /api/user/sendCode`; all paths that nobody has are one, `unknown`. */
export function endpointOf(method: string, route: string): string {
  return route.startsWith('/') ? `${method} ${route}` : route;
}
