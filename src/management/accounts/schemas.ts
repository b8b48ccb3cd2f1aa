import { type Static, type TSchema, Type } from 'typebox';
import { accountOrigins, sessionContracts } from '../../contracts/names.ts';
import { LicenceState } from '../licences/schemas.ts';
import { Id, Line, Nullable, Place, Time, TimeInput, Version } from '../schemas.ts';

const AccountStatus = Type.Enum(['waiting', 'active', 'rejected', 'frozen']);
const AccountRole = Type.Enum(['user', 'admin', 'owner']);
const AccountOrigin = Type.Enum([...accountOrigins]);

const closed = { additionalProperties: false } as const;

/** One account. */
export const AccountView = Type.Object({
  id: Id,
  name: Type.String({ description: 'Its display name, else its real name, else its handle, else its number: #7.' }),
  openid: Type.String({ description: 'As the desktop and the mobile contract tell it to their clients.' }),
  handle: Nullable(Type.String()),
  phone: Nullable(Type.String({ description: 'E.164: +8613800138000' })),
  phoneVerifiedAt: Nullable(Time),
  pendingPhone: Nullable(Type.String({ description: 'Typed in over a proved one: waits for its own proof.' })),
  email: Nullable(Type.String()),
  emailVerifiedAt: Nullable(Time),
  pendingEmail: Nullable(Type.String({ description: 'The same.' })),
  displayName: Type.String(),
  realName: Type.String(),
  position: Type.String(),
  avatar: Type.String({ description: 'A path on this server, an address elsewhere, or empty.' }),
  gender: Type.Enum(['female', 'male', 'unknown']),
  birthday: Type.String({ description: '1990-01-31, or empty.' }),
  address: Type.String(),
  signature: Type.String(),
  origin: AccountOrigin,
  status: AccountStatus,
  role: AccountRole,
  staffApprovedAt: Nullable({ ...Time, description: 'When the staff contract let it in.' }),
  hasPassword: Type.Boolean(),
  passwordChangedAt: Nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type AccountView = Static<typeof AccountView>;

const several = <Item extends TSchema>(item: Item, what: string) =>
  Type.Optional(Type.Array(item, { maxItems: 10, description: `${what}; may be given several times.` }));

/** Which accounts. */
export const AccountFilter = {
  q: Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'Words that identifiers or names begin with; or an id, such as #42.',
    }),
  ),
  status: several(AccountStatus, 'Only of this status'),
  role: several(AccountRole, 'Only with this role'),
  origin: several(AccountOrigin, 'Only made through this contract'),
  createdFrom: Type.Optional(TimeInput),
  createdTo: Type.Optional(TimeInput),
  order: Type.Optional(Type.Enum(['newest', 'oldest'], { description: 'With `q` the best matches come first.' })),
};

/** The same without what is a search's or an order's. */
const { q: _q, order: _order, ...Filters } = AccountFilter;
export const AccountCountFilter = Filters;

/** How many accounts there are of those. */
export const AccountCount = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  capped: Type.Boolean({ description: 'Whether there are more than were counted.' }),
});
export type AccountCount = Static<typeof AccountCount>;

/** One page of the directory. */
export const AccountPageView = Type.Object({
  items: Type.Array(AccountView),
  next: Nullable(
    Type.String({
      description:
        'The cursor of the next page. Where matches lie far apart a search answers a short page, or an empty one, and goes on here; null alone is the end.',
    }),
  ),
  previous: Nullable(Type.String({ description: 'The cursor of the page before.' })),
  first: Type.String({ description: 'The cursor of the first page.' }),
  last: Type.String({ description: 'The cursor of the last page, which costs no more than the first.' }),
});
export type AccountPageView = Static<typeof AccountPageView>;

const Key = Type.Union([
  Type.Object({ by: Type.Literal('creation'), createdAt: Place, id: Place }, closed),
  Type.Object({ by: Type.Literal('term'), term: Type.String(), id: Place }, closed),
]);

/** Where a page lies. */
export const AccountPosition = Type.Object(
  { direction: Type.Enum(['forward', 'backward']), from: Type.Optional(Key) },
  closed,
);

const Handle = Type.String({
  pattern: '^[\\p{L}\\p{N}_-]{2,32}$',
  description: '2 to 32 letters, digits, _ or -, and neither like a phone nor like an e-mail.',
});
const Phone = Type.String({ maxLength: 32, description: 'Without +86 in front a mobile number of the mainland.' });
const Email = Type.String({ maxLength: 254 });
const Name = Type.String({ ...Line, maxLength: 64 });
const LongLine = Type.String({ ...Line, maxLength: 200 });

/** A new account; at least a handle, a phone or an e-mail. */
export const AccountDraft = Type.Object(
  {
    handle: Type.Optional(Handle),
    phone: Type.Optional(Phone),
    email: Type.Optional(Email),
    displayName: Type.Optional(Name),
    realName: Type.Optional(Name),
    position: Type.Optional(Name),
    role: Type.Optional(AccountRole),
    staffApproved: Type.Optional(
      Type.Boolean({ description: 'Let in at the staff contract at once, which proves its phone and e-mail.' }),
    ),
    password: Type.Optional(Type.String({ minLength: 8, maxLength: 64 })),
    resetLink: Type.Optional(Type.Boolean({ description: 'Answer a one-time link for choosing the password.' })),
  },
  closed,
);

/** What is to be different; a null takes an identifier away. */
export const AccountChange = Type.Object(
  {
    handle: Type.Optional(Nullable(Handle)),
    phone: Type.Optional(Nullable(Phone)),
    email: Type.Optional(Nullable(Email)),
    displayName: Type.Optional(Name),
    realName: Type.Optional(Name),
    position: Type.Optional(Name),
    gender: Type.Optional(Type.Enum(['female', 'male', 'unknown'])),
    birthday: Type.Optional(
      Type.String({ pattern: '^(\\d{4}-\\d\\d-\\d\\d)?$', description: 'Empty, or a day such as 1990-01-31.' }),
    ),
    address: Type.Optional(LongLine),
    signature: Type.Optional(LongLine),
  },
  { ...closed, minProperties: 1 },
);

/** A one-time link for choosing a password, told only here. */
export const ResetLinkView = Type.Object({
  token: Type.String(),
  path: Type.String({ description: 'The page on this server; the token is in its fragment, which browsers keep.' }),
  url: Nullable(Type.String({ description: 'The same with the public address of this server, where that is known.' })),
  expiresAt: Time,
});
export type ResetLinkView = Static<typeof ResetLinkView>;

/** One that went to the account's own e-mail: nobody else is told it. */
export const MailedResetView = Type.Object({ expiresAt: Time });

/** What was made. */
export const CreatedAccount = Type.Object({ account: AccountView, resetLink: Nullable(ResetLinkView) });
export type CreatedAccount = Static<typeof CreatedAccount>;

/** Who is to be approved. */
export const ApprovalOrder = Type.Object(
  {
    ids: Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), { minItems: 1, maxItems: 500 }),
  },
  closed,
);

/** How each approval ended. */
export const ApprovalOutcomes = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      account: Nullable(AccountView),
      problem: Nullable(Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String() })),
    }),
  ),
});
export type ApprovalOutcomes = Static<typeof ApprovalOutcomes>;

/** What goes with an account, and what stays. */
export const DeletionPreview = Type.Object({
  goes: Type.Object({
    sessions: Type.Integer(),
    pushDevices: Type.Integer(),
    feedback: Type.Integer(),
    replies: Type.Integer({ description: 'The answers to its feedback.' }),
    heartbeats: Type.Integer({ description: 'The desktop sessions whose heartbeats are kept.' }),
    scheduledPushes: Type.Integer({ description: 'Those that are not sent yet go out without it.' }),
    avatar: Type.Boolean({ description: 'The stored picture.' }),
  }),
  freed: Type.Object({
    licence: Nullable(Type.String({ description: 'The number of the licence that is free then.' })),
  }),
  stays: Type.Object({
    auditEntries: Type.Integer({ description: 'What was done to it, and what it did.' }),
    releases: Type.Integer({ description: 'Releases that it published.' }),
  }),
  version: Version,
});
export type DeletionPreview = Static<typeof DeletionPreview>;

/** Another role. */
export const RoleChange = Type.Object({ role: AccountRole }, closed);

/** A new password, for whoever has the link. */
export const ResetConsumption = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 100 }),
    password: Type.String({ minLength: 8, maxLength: 64, description: '8 to 64 characters, and not a common one.' }),
  },
  closed,
);

/** One session. */
export const SessionView = Type.Object({
  id: Id,
  contract: Type.Enum([...sessionContracts]),
  userAgent: Type.String(),
  address: Type.String(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: { ...Time, description: 'When nothing opens it any more: for mobile the end of its refresh token.' },
  state: Type.Enum(['live', 'ended', 'expired']),
  endedAt: Nullable(Time),
  endReason: Nullable(
    Type.Enum(['sign-out', 'password', 'role', 'operator', 'token-reuse', 'waiting', 'rejected', 'frozen'], {
      description: 'What ended it before its time; `token-reuse`: a refresh token came twice.',
    }),
  ),
});
export type SessionView = Static<typeof SessionView>;

/** Where the list of sessions goes on. */
export const SessionPosition = Type.Object({ isLive: Type.Boolean(), id: Place }, closed);

/** One app installation that takes pushes. */
export const PushDeviceView = Type.Object({
  id: Id,
  clientId: Type.String(),
  clientType: Type.String(),
  enabled: Type.Boolean(),
  createdAt: Time,
  updatedAt: Time,
});
export type PushDeviceView = Static<typeof PushDeviceView>;

/** The licence that is bound to an account. */
export const BoundLicenceView = Type.Object({
  licence: Nullable(
    Type.Object({
      id: Id,
      number: Type.String(),
      state: LicenceState,
      effectAt: Nullable(Time),
      expiresAt: Nullable(Time),
      revokedAt: Nullable(Time),
    }),
  ),
});
export type BoundLicenceView = Static<typeof BoundLicenceView>;
