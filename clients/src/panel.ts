import { type Calls, createCalls } from './calls.ts';
import type { paths } from './generated/panel.ts';
import { type ClientOptions, createTransport, membersOf, type ReadEnvelope } from './transport.ts';

/** How a client of the panel's contract is made; it is reached at port 5678 or at the main one. */
export interface PanelOptions extends ClientOptions {
  /** The openApiToken. */
  apiToken: string;
}

/** The panel contract's client: every operation by its path. */
export type PanelClient = Calls<paths>;

/** A client of the panel's contract. */
export function createPanelClient(options: PanelOptions): PanelClient {
  const transport = createTransport('panel', options, readEnvelope);
  return createCalls<paths>((call) => transport.send(call, { 'api-token': options.apiToken }));
}

const readEnvelope: ReadEnvelope = (body) => {
  const { code, data, msg } = membersOf(body);
  if (typeof code !== 'number') return undefined;
  return code === 1 ? { data } : { refusal: { code, message: String(msg ?? '') } };
};
