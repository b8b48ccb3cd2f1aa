/** Something in both languages of Portico. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** The tokens of a contract's sessions; each is as long as its document says, in milliseconds. */
export type SessionTraits =
  /** A JWT, signed with a key that serves this contract alone. */
  | { kind: 'jwt'; accessLifetimeMs: number }
  /** 50 letters and digits, and as many again that are exchanged for the next pair. */
  | { kind: 'opaque'; accessLifetimeMs: number; refreshLifetimeMs: number };

/**
 * What everybody else may know of a contract: data alone, in `traits.ts` of its folder. Names of settings, paths, ports,
 * lifetimes, sweeps, labels and words are derived from it.
 */
export interface ContractTraits {
  /** That of the folder; also in `PORTICO_<NAME>_ENABLED`, `<name>.enabled`, in metrics and in the audit log. */
  name: string;
  /** What people know it by: in mails and in the console. */
  title: Bilingual;
  /** Path prefixes on the main port; `/`: every path that nobody else claims (R6). */
  paths: readonly string[];
  /** A port of its own besides the main one, unless an operator says otherwise; null: none. */
  defaultPort: number | null;
  /** Whether it tells addresses of avatars, which are then served where it is asked. */
  showsAvatars: boolean;
  /** Whether people choose or give passwords there: only then there is something to harden (R3a). */
  takesPasswords: boolean;
  /** Whether accounts are made there. */
  registersAccounts: boolean;
  /** Null: nobody signs in there. */
  sessions: SessionTraits | null;
  /** Its gateway, whose code is loaded by whoever serves it. */
  load(): Promise<object>;
}
