import type { FastifyRequest } from 'fastify';
import { findToken } from '../../http/credentials.ts';
import { object, optional, text } from '../../http/fields.ts';
import { isCleanText } from '../../http/validation.ts';
import type { GatewayContext } from '../gateway.ts';

const longestName = 128;

/** What a program may send besides what the document knows (D7); judged here, since nothing in it is an error. */
export const DeviceFields = object({
  channel: optional(text('升级通道', '默认 stable', { maxLength: longestName })),
  device: optional(text('设备标识', '1~128 字，安装时生成的编号', { maxLength: longestName })),
});

/** The channel that a device asks for, `stable` where it names none: a text that no operator gave a release changes nothing (D7). */
export function readChannel(request: FastifyRequest): string {
  return readField(request, 'channel') ?? 'stable';
}

/**
 * What a device is recognised by when a release goes to a part of the fleet (D7): the name that it gives itself, or whose
 * token it shows, be it an old one, or else its address and program.
 */
export async function identifyDevice(request: FastifyRequest, { core }: GatewayContext): Promise<string> {
  const name = readField(request, 'device');
  if (name !== undefined) return `device ${name}`;
  const token = findToken(request.headers.authorization, ['Bearer']);
  const accountId = token === undefined ? undefined : await core.sessions.recognise('desktop', token);
  if (accountId !== undefined) return `account ${accountId}`;
  return `program ${request.caller.address} ${request.caller.userAgent}`;
}

/** The document knows no fields here, and programs in the field may send any: what is no short text counts as absent. */
function readField(request: FastifyRequest, name: 'channel' | 'device'): string | undefined {
  const value = (request.body as Record<string, unknown>)[name];
  const text = typeof value === 'number' ? String(value) : value;
  const isName = typeof text === 'string' && text !== '' && text.length <= longestName && isCleanText(text);
  return isName ? text : undefined;
}
