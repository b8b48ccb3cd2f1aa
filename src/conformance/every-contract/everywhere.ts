import type { HeaderRules } from '../checks/headers.ts';
import type { Case } from '../run/case.ts';
import type { Conversation } from '../run/conversation.ts';
import { NotRun } from '../run/not-run.ts';
import type { Answer } from '../wire/answer.ts';
import { type Body, raw } from '../wire/bodies.ts';
import { addressOf, type Door } from './door.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const brokenBodies: readonly Body[] = [
  raw(json, '{"a":'),
  raw(json, '[]'),
  raw(json, 'null'),
  raw(json, '"text"'),
  raw(json, '{"__proto__":{"a":1}}'),
  raw(form, 'a=%zz'),
  raw('text/plain', 'a=1'),
  raw(json, '{"a":1}x'),
  raw(json, '{"a":\u0000}'),
  raw('application/json; charset=gbk', '{}'),
  raw('nonsense', '{"a":1}'),
  raw(form, Array.from({ length: 10_000 }, (_, index) => `f${index}=1`).join('&')),
  raw('multipart/form-data', 'no boundary'),
  raw('multipart/form-data; boundary=x', '--x\r\nbroken'),
];

/** What every operation of a contract has in common (R5, R11): its guard, methods, bodies and CORS. */
export function casesEverywhere(door: Door): Case[] {
  const operations = Object.keys(door.document.operations);
  return [...casesOfPaths(door), ...operations.flatMap((operation) => casesOf(door, operation))];
}

function casesOfPaths(door: Door): Case[] {
  const { name } = door.document;
  const ask = (talk: Conversation, method: string, path: string) => talk.send({ method, path });
  return [
    define(`${name} *: an unknown path is told in the envelope, whatever the method`, 'R5', async (talk) => {
      for (const path of door.unknownPaths) {
        for (const method of methods) door.refuse(talk, await ask(talk, method, path), 'unknownPath');
        const broken = { method: 'POST', path, body: raw(json, '{"broken') };
        door.refuse(talk, await talk.send(broken), 'unknownPath');
      }
    }),
    define(`${name} *: a broken escape in the URL is malformed`, 'R5', async (talk) => {
      for (const path of door.brokenPaths) door.refuse(talk, await ask(talk, 'GET', path), 'malformed');
    }),
  ];
}

function casesOf(door: Door, operation: string): Case[] {
  const { method, path } = addressOf(door, operation);
  const name = `${door.document.name} ${door.nameOf(operation)}`;
  const isOpen = door.document.operations[operation]?.access === 'open';
  const isSigned = door.sign !== undefined;
  const takesBody = ['POST', 'PUT'].includes(method);
  return [
    define(`${name}: another method is an unknown path`, 'R5', (talk) => askOtherMethods(door, talk, path)),
    define(`${name}: any origin may call (CORS)`, 'R11', (talk) => askPreflight(talk, method, path)),
    ...(isOpen || isSigned
      ? []
      : [define(`${name}: no or a wrong credential is refused`, 'R5', (talk) => askUnknown(door, talk, operation))]),
    ...(takesBody
      ? [define(`${name}: a body that cannot be read is malformed`, 'R5', (talk) => sendBroken(door, talk, operation))]
      : []),
    ...(takesBody && door.tooManyBytes(operation) !== undefined
      ? [define(`${name}: a body that is too large is refused`, 'R5', (talk) => sendLarge(door, talk, operation))]
      : []),
    ...(method === 'GET'
      ? [define(`${name}: HEAD answers as GET does, without a body`, 'R5', (talk) => askHead(door, talk, operation))]
      : []),
  ];
}

function define(name: string, clause: string, run: Case['run']): Case {
  return { name, clause, writes: false, run };
}

async function askOtherMethods(door: Door, talk: Conversation, path: string): Promise<void> {
  const served = Object.keys(door.document.operations).map((each) => addressOf(door, each));
  const isServed = (method: string): boolean =>
    served.some((each) => each.method === method && isServedBy(path, each.path));
  for (const method of methods.filter((each) => !isServed(each))) {
    door.refuse(talk, await talk.send({ method, path }), 'unknownPath');
  }
}

/** Whether a router finds an asked path below a served one: `/push/log/delete` is a `/push/log/1` to it. */
function isServedBy(asked: string, served: string): boolean {
  return asked === served || asked.replace(/\/[^/]+$/, '/1') === served;
}

async function askPreflight(talk: Conversation, method: string, path: string): Promise<void> {
  const headers = {
    'Access-Control-Request-Method': method,
    'Access-Control-Request-Headers': 'authorization,content-type,api-token,access-token',
  };
  const answer = await talk.send({ method: 'OPTIONS', path, headers });
  talk.expect(answer, {
    status: 204,
    headers: {
      'access-control-allow-methods': new RegExp(`(?=.*\\bGET\\b)(?=.*\\bPOST\\b)(?=.*\\b${method}\\b)`, 'i'),
      'access-control-allow-headers':
        /(?=.*(\*|authorization))(?=.*(\*|content-type))(?=.*(\*|api-token))(?=.*(\*|access-token))/i,
    },
  });
}

async function askUnknown(door: Door, talk: Conversation, operation: string): Promise<void> {
  const address = addressOf(door, operation);
  door.refuse(talk, await talk.send(address), 'noCredential');
  for (const headers of door.wrongCredentials) {
    door.refuse(talk, await talk.send({ ...address, headers }), 'wrongCredential');
    // The credential is judged before the body.
    if (address.method === 'GET') continue;
    const broken = { ...address, headers, body: raw(json, '{"broken') };
    door.refuse(talk, await talk.send(broken), 'wrongCredential');
  }
}

async function sendBroken(door: Door, talk: Conversation, operation: string): Promise<void> {
  const address = addressOf(door, operation);
  const headers = await door.credentialFor(talk, operation);
  for (const body of brokenBodies) door.refuse(talk, await talk.send({ ...address, headers, body }), 'malformed');
}

async function sendLarge(door: Door, talk: Conversation, operation: string): Promise<void> {
  const address = addressOf(door, operation);
  const headers = await door.credentialFor(talk, operation);
  const body = raw(form, `a=${'x'.repeat(door.tooManyBytes(operation) ?? 0)}`);
  door.refuse(talk, await talk.send({ ...address, headers, body }), 'tooLarge');
}

async function askHead(door: Door, talk: Conversation, operation: string): Promise<void> {
  const { path } = addressOf(door, operation);
  const headers = await orNothing(door.credentialFor(talk, operation));
  const ask = (method: string): Promise<Answer> => {
    return talk.send({ method, path: door.sign?.(talk, path) ?? path, headers });
  };
  const head = await ask('HEAD');
  const get = await ask('GET');
  talk.expect(head, { status: get.status, headers: likeThoseOf(get) });
  if (head.text !== '') talk.note(head, { where: 'body', kind: 'envelope', expected: 'nothing', found: head.text });
}

const ofTheConnection = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'vary']);

/** The very content type, and every other header with any value. */
function likeThoseOf({ headers }: Answer): HeaderRules {
  const names = Object.keys(headers).filter((name) => !ofTheConnection.has(name));
  const rules = Object.fromEntries(names.map((name) => [name, /^/]));
  return { ...rules, 'content-type': headers['content-type'] ?? null };
}

/** Without a credential HEAD answers as GET does, too. */
async function orNothing(credential: Promise<Record<string, string>>): Promise<Record<string, string>> {
  try {
    return await credential;
  } catch (error) {
    if (error instanceof NotRun) return {};
    throw error;
  }
}
