import { pathOf } from './request-path.ts';

/** What of a contract's operations is needed here: `GET /api/faq/:id`, and whether a call changes nothing. */
export interface Operation {
  name: string;
  reads: boolean;
}

/** What a request is counted, compared and switched under: never its own path, which may carry a secret. */
export interface Endpoint {
  /** `GET /api/faq/:id`; `GET *` for every path that the contract has not. */
  name: string;
  reads: boolean;
  /** Whether it is in the contract: only such a one can be switched. */
  isKnown: boolean;
}

export type EndpointFinder = (method: string, url: string) => Endpoint;

interface Route {
  endpoint: Endpoint;
  method: string;
  segments: readonly string[];
}

/** Makes the function that finds the endpoint of a request; HEAD is as GET. */
export function createEndpointFinder(operations: readonly Operation[]): EndpointFinder {
  const routes = operations.map(toRoute).sort((a, b) => placeholders(a) - placeholders(b));
  const others = new Map<string, Endpoint>();
  return (method, url) => {
    const asked = method === 'HEAD' ? 'GET' : method;
    const segments = pathOf(url).split('/');
    const found = routes.find((route) => route.method === asked && matches(route.segments, segments));
    return found?.endpoint ?? otherEndpoint(others, asked);
  };
}

function toRoute({ name, reads }: Operation): Route {
  const [method = '', path = ''] = name.split(' ');
  return { endpoint: { name, reads, isKnown: true }, method, segments: path.split('/') };
}

/** A path that is written out is preferred to one that anything fits. */
function placeholders({ segments }: Route): number {
  return segments.filter((segment) => segment.startsWith(':') || segment === '*').length;
}

function matches(route: readonly string[], segments: readonly string[]): boolean {
  if (route.at(-1) !== '*' && route.length !== segments.length) return false;
  return route.every((part, index) => {
    const segment = segments[index];
    if (segment === undefined) return false;
    if (part === '*') return true;
    return part.startsWith(':') ? segment !== '' : part === segment;
  });
}

/** One for each method: whoever sends methods of his own invention makes no more than one. */
function otherEndpoint(others: Map<string, Endpoint>, method: string): Endpoint {
  const label = /^(GET|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : 'other';
  let endpoint = others.get(label);
  if (!endpoint) {
    endpoint = { name: `${label} *`, reads: label === 'GET' || label === 'OPTIONS', isKnown: false };
    others.set(label, endpoint);
  }
  return endpoint;
}
