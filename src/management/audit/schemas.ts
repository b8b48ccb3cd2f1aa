import { type Static, Type } from 'typebox';
import { Id, Nullable, Place, Time, TimeInput } from '../schemas.ts';

const text = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }));

/** Which entries. */
export const AuditQuery = {
  actor: text('Who did it: `account:1`, `api-key:2`, `panel-token`, `cli`, `system`.'),
  action: text('How the action begins: `account.`, `vault.revealed`.'),
  target: text('What it was done to: `account:1`, `release:1.2.0`.'),
  contract: text('Through which contract.'),
  address: text('From which address.'),
  from: Type.Optional(TimeInput),
  to: Type.Optional(TimeInput),
};

/** Who did what to whom, from where. */
export const AuditEntryView = Type.Object({
  id: Id,
  at: Time,
  actor: Type.String(),
  actorName: Nullable(Type.String({ description: 'What an account or an API key is called now.' })),
  action: Type.String(),
  target: Type.String(),
  targetName: Nullable(Type.String({ description: 'The same.' })),
  contract: Type.String({ description: 'Empty where it came through none.' }),
  address: Type.String({ description: 'Empty where there was no request.' }),
  details: Type.Record(Type.String(), Type.Unknown()),
  hash: Nullable(Type.String({ description: 'Binds the entry to all before it.' })),
});
export type AuditEntryView = Static<typeof AuditEntryView>;

/** Where a page begins. */
export const AuditPositionSchema = Type.Object({ at: Place, id: Place });

/** Which actions there are. */
export const AuditActions = Type.Object({ items: Type.Array(Type.String()) });
export type AuditActions = Static<typeof AuditActions>;

const Noted = Type.Object(
  { id: Id, hash: Type.String({ pattern: '^[\\w-]{43}$', description: 'A hash as a verification tells it.' }) },
  { additionalProperties: false },
);

/** How to verify; without anything, the whole log. */
export const VerificationOrder = Type.Object(
  {
    from: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Believe this entry, verify what follows.',
      }),
    ),
    expect: Type.Optional(Noted),
  },
  { additionalProperties: false },
);

/** How far a verification is, or what came of it. */
export const VerificationView = Type.Object({
  state: Type.Enum(['none', 'running', 'whole', 'broken', 'failed'], {
    description: '`none`: this process has made none yet. `failed`: it says nothing of the log.',
  }),
  startedAt: Nullable(Time),
  finishedAt: Nullable(Time),
  checked: Type.Integer({ description: 'How many entries were checked so far.' }),
  newestId: Type.Integer({ description: 'The id of the newest entry: about how many there are.' }),
  newest: Nullable(
    Type.Object(
      { id: Id, hash: Type.String() },
      {
        description:
          'The newest entry that holds. Noted elsewhere and given as `expect`, it finds out a log that was written anew.',
      },
    ),
  ),
  fault: Nullable(
    Type.Object({
      kind: Type.Enum([
        'changed',
        'missing',
        'out_of_order',
        'forged',
        'restarted',
        'cut',
        'keyless',
        'not_expected',
        'unguarded',
      ]),
      entryId: Type.Integer(),
    }),
  ),
});
export type VerificationView = Static<typeof VerificationView>;
