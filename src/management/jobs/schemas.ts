import { type Static, Type } from 'typebox';
import { Id, Nullable, Place, Time } from '../schemas.ts';

const Count = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  capped: Type.Boolean({ description: 'Whether there are more than were counted.' }),
});

const Kind = Type.String({ description: 'What is to be done, such as `email` or `push`.' });
const KindInput = Type.String({ maxLength: 64 });

/** The queue of one kind of job. */
export const JobKindView = Type.Object({
  kind: Kind,
  waiting: Count,
  due: Count,
  retrying: Count,
  running: Count,
  dead: Count,
});
export type JobKindView = Static<typeof JobKindView>;

/** One job; what it carries is never told. */
export const JobView = Type.Object({
  id: Id,
  kind: Kind,
  state: Type.Enum(['dead', 'due', 'retrying', 'running'], {
    description: '`due`: as soon as there is room; `retrying`: failed, and waits for its next try; `dead`: given up.',
  }),
  about: Nullable(Type.String({ description: 'As the audit log names things, such as `push:12`.' })),
  readable: Type.Boolean({
    description: 'Whether what it carries can be opened; if not, its root key is gone and it cannot be done.',
  }),
  attempts: Type.Integer({ minimum: 0, description: 'Since it was made, or since it was replayed.' }),
  reason: Nullable(Type.String({ description: 'Why it failed last, addresses masked.' })),
  createdAt: Time,
  nextRunAt: Nullable(Time),
  diedAt: Nullable(Time),
});
export type JobView = Static<typeof JobView>;

/** Which jobs. */
export const JobFilter = {
  state: Type.Optional(
    Type.Enum(['dead', 'waiting', 'running'], {
      default: 'dead',
      description: '`dead`: the last one first; `waiting`: the next one first; `running`: the newest first.',
    }),
  ),
  kind: Type.Optional(KindInput),
};

/** Where a list goes on. */
export const JobPosition = Type.Object({ at: Place, id: Place }, { additionalProperties: false });

export const JobsToReplay = Type.Object({ kind: KindInput }, { additionalProperties: false });

/** What became of all dead jobs of a kind. */
export const ReplayedView = Type.Object({
  replayed: Type.Integer({ minimum: 0 }),
  unreadable: Type.Integer({ minimum: 0, description: 'Their root key is gone: they stay dead.' }),
});
export type ReplayedView = Static<typeof ReplayedView>;
