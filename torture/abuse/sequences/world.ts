import assert from 'node:assert/strict';
import type { ManagementClient } from '../../../test/support/management.ts';
import type { TestPortico } from '../../../test/support/portico.ts';
import { type DoorName, doorNames, type Opened, type Person, sessionDoors } from './session-doors.ts';

/** A session as the model has it. */
export interface ModelSession {
  door: DoorName;
  isLive: boolean;
  /** Of each exchange at mobile: when it was made, and whether what it gave was exchanged in turn. */
  exchangedAt?: number;
}

/** What must be so. */
export interface Model {
  status: 'active' | 'frozen' | 'deleted';
  role: 'admin' | 'user';
  sessions: ModelSession[];
  wrongInARow: number;
  /** Tries for an account that is gone, which are counted too. */
  triesForNobody: number;
  desktopSignIns: number;
  passwords: number;
  waits: number;
}

/** What is so. `opened` has the tokens of the model's sessions, in the same order. */
export interface World {
  at: TestPortico;
  owner: ManagementClient;
  person: Person;
  opened: Opened[];
  /** Tokens that mobile sessions had before: none of them may open anything. */
  outdated: string[];
}

/** The model of somebody who has just been made. */
export function newModel(): Model {
  return {
    status: 'active',
    role: 'admin',
    sessions: [],
    wrongInARow: 0,
    triesForNobody: 0,
    desktopSignIns: 0,
    passwords: 0,
    waits: 0,
  };
}

/** Fails unless every token opens its own door exactly where the model says so. */
export async function compareAll(model: Model, { at, person, opened, outdated }: World): Promise<void> {
  const answers = model.sessions.map(async ({ door, isLive }, index) => {
    const opens = await sessionDoors[door].opens(at, opened[index]?.token ?? '', person);
    assert.equal(opens, isLive, `session ${index} at ${door} ${opens ? 'opens' : 'does not open'}`);
  });
  const old = outdated.map(async (token) =>
    assert.equal(await sessionDoors.mobile.opens(at, token, person), false, 'an exchanged token opens'),
  );
  await Promise.all([...answers, ...old]);
}

/** Fails where a token opens any door but its own. */
export async function compareElsewhere({ door }: ModelSession, token: string, { at, person }: World): Promise<void> {
  const bare = token.startsWith('{') ? (/=(.+)/.exec(JSON.parse(token).cookie)?.[1] ?? '') : token;
  for (const other of doorNames.filter((name) => name !== door)) {
    assert.equal(await sessionDoors[other].opens(at, bare, person), false, `a token of ${door} opens ${other}`);
  }
}

/** They end together: by a freeze, a deletion, a new password. */
export function endAll(model: Model): void {
  for (const session of model.sessions) session.isLive = false;
}
