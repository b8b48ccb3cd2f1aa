import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Core } from '../../core/core.ts';
import { DomainError } from '../../core/errors.ts';
import type { ReplayClaim } from '../../core/replays/replays.ts';
import { type BodyPolicy, plainBody } from '../../http/body-policy.ts';
import type { GatewayContext } from '../gateway.ts';
import { collectParameters, computeToken, isToken, type Parameters } from './signature.ts';

const toleranceMs = 5 * 60_000;
const writes = new Set(['POST', 'PUT', 'DELETE']);
const signedBody: BodyPolicy = { ...plainBody, refuseRepeatedNames: 'among-fields' };

interface Signature {
  authKey: string;
  token: string;
  timestamp: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What was signed, as it arrived; on routes that ask for a signature. */
    parameters: Parameters;
  }
}

/**
 * Asks every route registered on `app` afterwards for a signature, and lets each signed write happen once (B1, B2). The
 * check runs on what arrived, before the validator reads texts as numbers. Throws `request.malformed` and the signature
 * errors.
 */
export function requireSignatures(app: FastifyInstance, { core, settings, logger }: GatewayContext): void {
  const claims = new WeakMap<FastifyRequest, ReplayClaim>();

  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, bodyPolicy: signedBody };
  });

  app.decorateRequest('parameters');
  app.addHook('preValidation', async (request) => {
    const parameters = collectParameters(request.query as object, request.body as object);
    request.parameters = parameters;
    if (settings.signature === 'optional' && isUnsigned(parameters)) return;
    const { authKey, token, timestamp } = await verify(parameters, core);
    if (!writes.has(request.method)) return;
    // One millisecond more, since a request of exactly that age is still taken.
    claims.set(request, await core.replays.claim(`${authKey}:${token}`, timestamp + toleranceMs + 1));
  });

  app.addHook('onSend', async (request, reply) => {
    const claim = claims.get(request);
    claims.delete(request);
    if (!claim) return;
    if (reply.statusCode < 300) return claim.keep();
    // What may have happened must not happen again. Whichever commit of the request was lost, and even where it was never
    // sent, it counts so: the client signs anew.
    const mayBeDone = request.raw.exchange?.error?.params.mayHaveBeenKept;
    const settled = mayBeDone ? claim.keep() : claim.release();
    await settled.catch((err) => logger.warn({ err }, 'claim not settled'));
  });
}

function isUnsigned(parameters: Parameters): boolean {
  return !['auth_key', 'timestamp', 'token'].some((name) => parameters.has(name));
}

/** In the order of B2. */
async function verify(parameters: Parameters, core: Core): Promise<Signature> {
  const authKey = parameters.get('auth_key') ?? '';
  if (authKey === '') throw new DomainError('signature.key_missing');
  const timestamp = readTimestamp(parameters.get('timestamp'));
  if (timestamp === undefined) throw new DomainError('signature.timestamp_invalid');
  if (Math.abs(core.clock.now() - timestamp) > toleranceMs) throw new DomainError('signature.expired');
  const secret = typeof authKey === 'string' ? await core.signingKeys.findSecret(authKey) : undefined;
  const token = parameters.get('token');
  if (secret === undefined || !isToken(token, computeToken(parameters, secret))) {
    throw new DomainError('signature.wrong');
  }
  return { authKey: authKey as string, token: token as string, timestamp };
}

/** Milliseconds as a JSON number or as digits. */
function readTimestamp(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
