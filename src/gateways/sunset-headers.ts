import type { FastifyInstance } from 'fastify';
import { endpointOf } from '../core/door-uses/endpoint.ts';

/** How a contract tells its programs that its days are numbered. */
export interface SunsetNotice {
  headers: Readonly<Record<string, string>>;
  /** The endpoints that it is about; null: all. */
  endpoints: ReadonlySet<string> | null;
}

/** What an operator chose; times as RFC 3339 writes them. */
export interface SunsetSettings {
  deprecatedAt: string | null;
  sunsetAt: string | null;
  sunsetLink: string | null;
  /** With commas between; null: all. */
  deprecatedEndpoints: string | null;
}

/**
 * The headers `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` to what tells more (RFC 8288); undefined where
 * nothing is to be told.
 */
export function findSunsetNotice(settings?: SunsetSettings): SunsetNotice | undefined {
  if (!settings) return undefined;
  const { deprecatedAt, sunsetAt, sunsetLink, deprecatedEndpoints } = settings;
  if (deprecatedAt === null && sunsetAt === null) return undefined;
  const relations = [...(deprecatedAt === null ? [] : ['deprecation']), ...(sunsetAt === null ? [] : ['sunset'])];
  return {
    headers: {
      ...(deprecatedAt !== null && { Deprecation: `@${Math.floor(Date.parse(deprecatedAt) / 1000)}` }),
      ...(sunsetAt !== null && { Sunset: new Date(sunsetAt).toUTCString() }),
      ...(sunsetLink !== null && {
        Link: relations.map((relation) => `<${sunsetLink}>; rel="${relation}"`).join(', '),
      }),
    },
    endpoints: deprecatedEndpoints === null ? null : new Set(deprecatedEndpoints.split(', ')),
  };
}

/** Adds them to every answer that they are about, failures and preflights too. */
export function announceSunset(app: FastifyInstance, { headers, endpoints }: SunsetNotice): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { exchange } = request.raw;
    if (endpoints === null || (exchange && endpoints.has(endpointOf(exchange.method, exchange.route)))) {
      reply.headers(headers);
    }
    done();
  });
}

/** Those that none of the contract's routes is. */
export function findStrangeEndpoints({ endpoints }: SunsetNotice, routes: readonly string[]): string[] {
  return [...(endpoints ?? [])].filter((endpoint) => !routes.includes(endpoint));
}
