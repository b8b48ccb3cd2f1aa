import type { IncomingHttpHeaders } from 'node:http';
import type { BodyFields } from './body-fields.ts';
import type { Endpoint } from './endpoints.ts';
import type { EndpointFigures } from './figures.ts';
import type { KeptBody } from './kept-body.ts';
import type { RawHeaders } from './passed-headers.ts';
import type { RequestKeys } from './request-keys.ts';

/** A client's request, as far as it is needed after it was answered. */
export interface ClientCall {
  endpoint: Endpoint;
  figures: EndpointFigures;
  method: string;
  /** Path and query. */
  url: string;
  /** As the client sent them. */
  headers: IncomingHttpHeaders;
  /** As they are sent on, with the client's own tokens. */
  passed: RawHeaders;
  fields: BodyFields;
  keys: RequestKeys;
}

/** What the client sent, kept; undefined where it sent no body. */
export type SentBody = KeptBody | undefined;
