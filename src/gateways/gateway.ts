import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ContractName, Core } from '../core/core.ts';
import { invalidFields } from '../core/errors.ts';
import type { SignedIn } from '../core/sessions/sessions.ts';
import { createHttpApp, type ErrorWriter, type HttpApp } from '../http/app.ts';
import type { CallerRules } from '../http/caller.ts';
import type { ContractDocument } from './contract-document.ts';
import { createUseNoting } from './door-use.ts';
import { announceSunset, findStrangeEndpoints, findSunsetNotice, type SunsetSettings } from './sunset-headers.ts';
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
  /** The request header in which programs tell their version; without one, User-Agent tells it. */
  versionHeader?: string | null;
  /** What programs are told of the contract's end; absent: nothing. */
  sunset?: SunsetSettings;
}

/** One wire contract. */
export interface GatewayDefinition {
  name: ContractName;
  /** Says any failure in the contract's envelope. */
  writeError: ErrorWriter;
  /** What programs read of it; loaded when asked for, since no request needs it. */
  loadDocument(): Promise<ContractDocument>;
  register(app: FastifyInstance, context: GatewayContext): void;
}

/** A contract, ready to answer. */
export interface Gateway extends HttpApp {
  name: ContractName;
  /** What its document has, as `POST /api/user/sendCode`: neither preflights nor HEAD, which goes with each GET. */
  endpoints: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a route's `onRequest` hook that authenticates; absent on open routes. */
    signedIn: SignedIn;
  }
}

// The date is for pages whose machine has the wrong time: the blog's contract asks for a timestamp.
const exposedHeaders = ['X-Request-Id', 'X-Captcha-Id', 'Date'];

/** Builds the API of one contract. Throws `request.invalid_fields` where deprecated endpoints are none of its own. */
export async function createGateway(definition: GatewayDefinition, context: GatewayContext): Promise<Gateway> {
  const notice = findSunsetNotice(context.sunset);
  const exposed = [...exposedHeaders, ...Object.keys(notice?.headers ?? {})];
  const app = await createHttpApp({
    name: definition.name,
    writeError: definition.writeError,
    logger: context.logger,
    callers: context.callers,
    onFailure: (error) => context.core.counters.add('failures', `${definition.name}:${error.code}`),
    refusalHeaders: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': exposed.join(', '),
      // What comes before any route is about no endpoint.
      ...(notice?.endpoints === null && notice.headers),
    },
    onAnswer: createUseNoting(definition.name, context.core.doorUses, context.versionHeader ?? null),
    prepare(app) {
      // Before CORS, which answers preflights.
      if (notice) announceSunset(app, notice);
      return enableCors(app, context.corsOrigins, exposed);
    },
    register: (app) => {
      app.decorateRequest('signedIn');
      definition.register(app, context);
    },
  });
  const strange = notice && findStrangeEndpoints(notice, app.routes);
  if (strange?.length) {
    await app.close();
    const field = `${definition.name}.deprecatedEndpoints`;
    throw invalidFields({ field, label: field, rule: '该接口没有其中的某个路径' });
  }
  const endpoints = app.routes.filter((route) => !/^(OPTIONS|HEAD) /.test(route));
  return { ...app, name: definition.name, endpoints };
}

async function enableCors(app: FastifyInstance, origins: readonly string[], exposed: string[]): Promise<void> {
  await app.register(cors, {
    origin: origins.length > 0 ? [...origins] : '*',
    credentials: origins.length > 0,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: exposed,
    strictPreflight: false,
    maxAge: 600,
  });
}
