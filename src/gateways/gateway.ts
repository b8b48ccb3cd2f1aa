import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ContractName, Core } from '../core/core.ts';
import type { SignedIn } from '../core/sessions/sessions.ts';
import { createHttpApp, type ErrorWriter, type HttpApp } from '../http/app.ts';
import type { CallerRules } from '../http/caller.ts';
import type { TimePrinter } from './time.ts';

/** What an operator chose for one contract. */
export interface ContractSettings {
  /** R3a: one answer for unknown account and wrong password, stronger passwords. */
  hardened: boolean;
  /** blog B3: whether requests must be signed. */
  signature: 'required' | 'optional';
  /** blog B7: whether an unverified e-mail bars sign-in. */
  verifiedEmailRequired: boolean;
  /** staff S4: whether a sign-up waits for the audit. */
  approvalRequired: boolean;
}

/** What every gateway is given. */
export interface GatewayContext {
  core: Core;
  settings: ContractSettings;
  printTime: TimePrinter;
  logger: Logger;
  callers: CallerRules;
  /** Origins that may send credentials; empty means any origin, without credentials (R11). */
  corsOrigins: readonly string[];
  /** Where clients reach this server, without a trailing slash; undefined: as the request's Host header says. */
  publicUrl: string | undefined;
}

/** One wire contract. */
export interface GatewayDefinition {
  name: ContractName;
  /** Says any failure in the contract's envelope. */
  writeError: ErrorWriter;
  register(app: FastifyInstance, context: GatewayContext): void;
}

/** A contract, ready to answer. */
export interface Gateway extends HttpApp {
  name: ContractName;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a route's `onRequest` hook that authenticates; absent on open routes. */
    signedIn: SignedIn;
  }
}

const exposedHeaders = ['X-Request-Id', 'X-Captcha-Id'];

/** Builds the API of one contract. */
export async function createGateway(definition: GatewayDefinition, context: GatewayContext): Promise<Gateway> {
  const app = await createHttpApp({
    name: definition.name,
    writeError: definition.writeError,
    logger: context.logger,
    callers: context.callers,
    onFailure: (error) => context.core.counters.add('failures', `${definition.name}:${error.code}`),
    refusalHeaders: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': exposedHeaders.join(', '),
    },
    prepare: (app) => enableCors(app, context.corsOrigins),
    register: (app) => {
      app.decorateRequest('signedIn');
      definition.register(app, context);
    },
  });
  return { ...app, name: definition.name };
}

async function enableCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: origins.length > 0 ? [...origins] : '*',
    credentials: origins.length > 0,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders,
    strictPreflight: false,
    maxAge: 600,
  });
}
