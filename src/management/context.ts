import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import type { ContractName, Core } from '../core/core.ts';
import type { Access, Principal } from './principal.ts';

/** What every route is given. */
export interface ManagementContext {
  core: Core;
  mode: 'development' | 'production';
  /** Where browsers reach the console; undefined: nobody told. */
  publicUrl(): string | undefined;
  /** What a contract answers at this moment, as `POST /api/user/sendCode`; nothing where it is off. */
  endpointsOf(contract: ContractName): readonly string[];
}

/** Where routes are registered: their schemas validate, type the handlers and describe the API. */
export type ManagementApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
/** What hooks are given. */
export type ManagementRequest = FastifyRequest;
/** What handlers answer with. */
export type ManagementReply = FastifyReply;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every route of the management API that is not public. */
    principal: Principal;
    /** The version that If-Match names, undefined for `*`; set where `config.changes` is. */
    version: number | undefined;
  }
  interface FastifyContextConfig {
    /** Who may call a route of the management API; each must say it. */
    access?: Access;
    /** Whether the route makes something, so that an Idempotency-Key keeps it from being made twice. */
    creates?: boolean;
    /** Whether the route changes something that If-Match must name the version of. */
    changes?: boolean;
    /** Whether the route does what one state of the thing alone allows: otherwise it answers a conflict. */
    judges?: boolean;
    /** Whether the password must have been given in the last minutes: for what would outlive an unlocked screen. */
    confirmed?: boolean;
    /** Whether the route takes a multipart form instead of JSON. */
    takesForm?: boolean;
  }
}
