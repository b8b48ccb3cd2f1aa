import { type ContractName, contractNames, type PasswordContract, traitsOf } from '../../contracts/names.ts';

type PerContract<Field extends string, Value, Contracts extends ContractName = ContractName> = {
  [Contract in Contracts as `${Contract}.${Field}`]: Value;
};

/** Every setting that an operator may look at, by name; null is "none". */
export interface SettingValues
  extends PerContract<'enabled', boolean>,
    /** Stricter than its document asks, as today's practice is (R3a). */
    PerContract<'hardened', boolean, PasswordContract>,
    /** A host name that belongs to this contract alone. */
    PerContract<'hostName', string | null>,
    /** A port of its own, besides the main one; the panel has 5678 unless told (R6). */
    PerContract<'port', number | null>,
    /** From when on the contract counts as deprecated (RFC 9745), as RFC 3339 writes it. */
    PerContract<'deprecatedAt', string | null>,
    /** When it is to end (RFC 8594). */
    PerContract<'sunsetAt', string | null>,
    /** Where people read more about that. */
    PerContract<'sunsetLink', string | null>,
    /** The only endpoints that this is about, such as `POST /api/user/sendCode`, with commas between; null: all. */
    PerContract<'deprecatedEndpoints', string | null>,
    /** The request header in which its programs tell their version. */
    PerContract<'versionHeader', string | null> {
  /** blog B3: whether requests must be signed. */
  'blog.signature': 'required' | 'optional';
  /** blog B7: whether an unverified e-mail bars sign-in. */
  'blog.verifiedEmailRequired': boolean;
  /** staff S4: whether a sign-up waits for the audit. */
  'staff.approvalRequired': boolean;
  'server.host': string;
  'server.port': number;
  /** A port for the console and its API alone; the main one is without them then. */
  'server.consolePort': number | null;
  /** Where that port listens; null: where the others do. */
  'server.consoleAddress': string | null;
  /** Where clients reach this server, without a trailing slash. */
  'server.publicUrl': string | null;
  /** The zone of printed times (R10). */
  'server.timeZone': string;
  /** Whether webhooks may go to addresses of this network and this machine. */
  'server.privateWebhooks': boolean;
  /** R7: budgets of one-time codes. */
  'limits.codesPerRecipientHour': number;
  'limits.codesPerRecipientDay': number;
  'limits.codesPerAddressHour': number;
  'limits.codesPerAddressDay': number;
  'limits.codesPerPrefixHour': number;
  /** By calling code, such as `86=2000,*=100`; 0: as many as one likes. */
  'limits.codesPerCountryHour': string;
  /** The only calling codes that SMS go to, such as `86,852`; null: all. */
  'limits.smsCountries': string | null;
  /** What one SMS costs by calling code, in the installation's currency unit. */
  'limits.smsPrices': string;
  /** What SMS may cost on one day; 0: anything. */
  'limits.smsDailyCeiling': number;
  /** SMS to a calling code pause where of so many codes fewer than so many in a hundred are typed in; 0: never. */
  'limits.smsBreakerMinimum': number;
  'limits.smsBreakerPercent': number;
  /** The same over all calling codes together. */
  'limits.smsBreakerOverallMinimum': number;
  'limits.smsBreakerOverallPercent': number;
  'limits.smsBreakerWindowHours': number;
  'limits.smsBreakerPauseMinutes': number;
  'limits.smsBreakerTrials': number;
  /** R13: wrong passwords of one address over all accounts, in 10 minutes. */
  'limits.passwordFailuresPerAddress': number;
  /** R8: captchas drawn for one address. */
  'limits.captchasPerAddressMinute': number;
  /** After how long without a heartbeat a desktop device is marked. */
  'limits.heartbeatOverdueMinutes': number;
  /** From which age on vault keys are to be renewed; 0: never. */
  'limits.vaultKeyMaxAgeDays': number;
  /** Whether people are mailed about sign-ins from devices that their account does not know. */
  'security.newSignInMail': boolean;
  'branding.nameZh': string;
  'branding.nameEn': string;
  /** `#rrggbb`; null: the console's own. */
  'branding.accent': string | null;
  /** A PNG as a data URL; null: the console's own. */
  'branding.logo': string | null;
}

/** The name of one setting: its group, a dot, its own name. */
export type SettingName = keyof SettingValues;
/** What one setting can hold. */
export type SettingValue = SettingValues[SettingName];

/** What a value must be. */
export type SettingRule =
  | { type: 'flag' }
  | { type: 'choice'; choices: readonly string[] }
  | { type: 'integer'; minimum: number; maximum: number }
  | { type: 'text'; maxLength: number }
  | { type: 'callingCodes' }
  /** A number for each calling code and `*`; with fractions down to a millionth. */
  | { type: 'callingCodeTable'; maximum: number; fractions: boolean }
  | { type: 'hostName' }
  | { type: 'url' }
  | { type: 'timeZone' }
  | { type: 'moment' }
  | { type: 'endpoints' }
  | { type: 'headerName' }
  | { type: 'colour' }
  | { type: 'picture'; maxBytes: number };

/** Where a setting comes from, what it may be, and when a change takes effect. */
export interface SettingDefinition<Value = SettingValue> {
  rule: SettingRule;
  /** Whether it may be none. */
  optional: boolean;
  fallback: Value;
  /** The environment variable that fixes it; null: none does. */
  variable: string | null;
  /** Whether a change waits for the next start. */
  needsRestart: boolean;
  /** Whether only the environment says it. */
  isFixed: boolean;
}

interface Traits {
  optional?: boolean;
  needsRestart?: boolean;
  isFixed?: boolean;
}

function setting<Value>(
  variable: string | null,
  rule: SettingRule,
  fallback: Value,
  { optional = false, needsRestart = false, isFixed = false }: Traits = {},
): SettingDefinition<Value> {
  return { rule, optional, fallback, variable, needsRestart, isFixed };
}

const flag: SettingRule = { type: 'flag' };
const port: SettingRule = { type: 'integer', minimum: 1, maximum: 65_535 };
const name: SettingRule = { type: 'text', maxLength: 40 };
const budget: SettingRule = { type: 'integer', minimum: 1, maximum: 1_000_000 };
const whole = (minimum: number, maximum: number): SettingRule => ({ type: 'integer', minimum, maximum });

type Definitions = { readonly [Name in SettingName]: SettingDefinition<SettingValues[Name]> };

function takesPasswords(contract: ContractName): contract is PasswordContract {
  return traitsOf(contract).takesPasswords;
}

function ofContract(contract: ContractName) {
  const prefix = `PORTICO_${contract.toUpperCase()}`;
  return {
    [`${contract}.enabled`]: setting(`${prefix}_ENABLED`, flag, true),
    ...(takesPasswords(contract) && { [`${contract}.hardened`]: setting(`${prefix}_HARDENED`, flag, false) }),
    [`${contract}.hostName`]: setting(`${prefix}_HOST`, { type: 'hostName' }, null, { optional: true }),
    [`${contract}.port`]: setting(`${prefix}_PORT`, port, traitsOf(contract).defaultPort, {
      optional: true,
      needsRestart: true,
    }),
    [`${contract}.deprecatedAt`]: setting(`${prefix}_DEPRECATED_AT`, { type: 'moment' }, null, { optional: true }),
    [`${contract}.sunsetAt`]: setting(`${prefix}_SUNSET_AT`, { type: 'moment' }, null, { optional: true }),
    [`${contract}.sunsetLink`]: setting(`${prefix}_SUNSET_LINK`, { type: 'url' }, null, { optional: true }),
    [`${contract}.deprecatedEndpoints`]: setting(`${prefix}_DEPRECATED_ENDPOINTS`, { type: 'endpoints' }, null, {
      optional: true,
    }),
    [`${contract}.versionHeader`]: setting(`${prefix}_VERSION_HEADER`, { type: 'headerName' }, null, {
      optional: true,
    }),
  };
}

/** Every setting there is, in the order in which they are shown. */
export const definitions = {
  'server.host': setting('PORTICO_HOST', { type: 'text', maxLength: 253 }, '127.0.0.1', {
    needsRestart: true,
    isFixed: true,
  }),
  'server.port': setting('PORTICO_PORT', port, 8888, { needsRestart: true, isFixed: true }),
  'server.consolePort': setting('PORTICO_CONSOLE_PORT', port, null, {
    optional: true,
    needsRestart: true,
    isFixed: true,
  }),
  'server.consoleAddress': setting('PORTICO_CONSOLE_ADDRESS', { type: 'text', maxLength: 253 }, null, {
    optional: true,
    needsRestart: true,
    isFixed: true,
  }),
  'server.publicUrl': setting('PORTICO_PUBLIC_URL', { type: 'url' }, null, { optional: true }),
  'server.timeZone': setting('PORTICO_TIME_ZONE', { type: 'timeZone' }, 'Asia/Shanghai'),
  'server.privateWebhooks': setting('PORTICO_WEBHOOKS_ALLOW_PRIVATE', flag, false, {
    needsRestart: true,
    isFixed: true,
  }),
  ...(Object.assign({}, ...contractNames.map(ofContract)) as Pick<
    Definitions,
    `${ContractName}.${Exclude<keyof CommonSettings, 'hardened'>}` | `${PasswordContract}.hardened`
  >),
  'staff.approvalRequired': setting('PORTICO_STAFF_APPROVAL_REQUIRED', flag, true),
  'blog.signature': setting(
    'PORTICO_BLOG_SIGNATURE',
    { type: 'choice', choices: ['required', 'optional'] },
    'required',
  ),
  'blog.verifiedEmailRequired': setting('PORTICO_BLOG_VERIFIED_EMAIL_REQUIRED', flag, false),
  'limits.codesPerRecipientHour': setting('PORTICO_CODES_PER_RECIPIENT_HOUR', whole(1, 60), 5),
  'limits.codesPerRecipientDay': setting('PORTICO_CODES_PER_RECIPIENT_DAY', whole(1, 200), 10),
  'limits.codesPerAddressHour': setting('PORTICO_CODES_PER_ADDRESS_HOUR', budget, 30),
  'limits.codesPerAddressDay': setting('PORTICO_CODES_PER_ADDRESS_DAY', budget, 200),
  'limits.codesPerPrefixHour': setting('PORTICO_CODES_PER_PREFIX_HOUR', budget, 60),
  'limits.codesPerCountryHour': setting(
    'PORTICO_CODES_PER_COUNTRY_HOUR',
    { type: 'callingCodeTable', maximum: 1_000_000, fractions: false },
    '86=2000,*=100',
  ),
  'limits.smsCountries': setting('PORTICO_SMS_COUNTRIES', { type: 'callingCodes' }, null, { optional: true }),
  'limits.smsPrices': setting(
    'PORTICO_SMS_PRICES',
    { type: 'callingCodeTable', maximum: 1000, fractions: true },
    '86=0.045,*=0.5',
  ),
  'limits.smsDailyCeiling': setting('PORTICO_SMS_DAILY_CEILING', whole(0, 10_000_000), 200),
  'limits.smsBreakerMinimum': setting('PORTICO_SMS_BREAKER_MINIMUM', whole(0, 100_000), 50),
  'limits.smsBreakerPercent': setting('PORTICO_SMS_BREAKER_PERCENT', whole(1, 100), 20),
  'limits.smsBreakerOverallMinimum': setting('PORTICO_SMS_BREAKER_OVERALL_MINIMUM', whole(0, 1_000_000), 200),
  'limits.smsBreakerOverallPercent': setting('PORTICO_SMS_BREAKER_OVERALL_PERCENT', whole(1, 100), 5),
  'limits.smsBreakerWindowHours': setting('PORTICO_SMS_BREAKER_WINDOW_HOURS', whole(1, 24), 1),
  'limits.smsBreakerPauseMinutes': setting('PORTICO_SMS_BREAKER_PAUSE_MINUTES', whole(1, 1440), 30),
  'limits.smsBreakerTrials': setting('PORTICO_SMS_BREAKER_TRIALS', whole(1, 100), 5),
  'limits.passwordFailuresPerAddress': setting(
    'PORTICO_PASSWORD_FAILURES_PER_ADDRESS',
    // More than are judged at once, or right ones among them would be refused.
    { type: 'integer', minimum: 10, maximum: 100_000 },
    30,
  ),
  'limits.captchasPerAddressMinute': setting('PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE', budget, 120),
  'limits.heartbeatOverdueMinutes': setting(
    'PORTICO_HEARTBEAT_OVERDUE_MINUTES',
    { type: 'integer', minimum: 1, maximum: 43_200 },
    30,
  ),
  'limits.vaultKeyMaxAgeDays': setting(
    'PORTICO_VAULT_KEY_MAX_AGE_DAYS',
    { type: 'integer', minimum: 0, maximum: 3650 },
    90,
  ),
  'security.newSignInMail': setting('PORTICO_NEW_SIGN_IN_MAIL', flag, true),
  'branding.nameZh': setting('PORTICO_BRAND_NAME_ZH', name, 'Portico'),
  'branding.nameEn': setting('PORTICO_BRAND_NAME_EN', name, 'Portico'),
  'branding.accent': setting('PORTICO_BRAND_ACCENT', { type: 'colour' }, null, { optional: true }),
  'branding.logo': setting(null, { type: 'picture', maxBytes: 65_536 }, null, { optional: true }),
} satisfies Definitions as Definitions;

/** Their names, in the order in which they are shown. */
export const settingNames = Object.keys(definitions) as readonly SettingName[];

/** What is in force where nobody chose anything. */
export const defaultSettings: Readonly<SettingValues> = pickSettings(
  settingNames,
  (name) => definitions[name].fallback,
);

/** A value for each of some names. */
export function pickSettings(
  names: readonly SettingName[],
  choose: (name: SettingName) => SettingValue,
): SettingValues {
  return Object.fromEntries(names.map((name) => [name, choose(name)])) as unknown as SettingValues;
}

/** What is chosen for each contract alike. */
export interface CommonSettings {
  enabled: boolean;
  hardened: boolean;
  hostName: string | null;
  port: number | null;
  deprecatedAt: string | null;
  sunsetAt: string | null;
  sunsetLink: string | null;
  deprecatedEndpoints: string | null;
  versionHeader: string | null;
}

/** The settings that every contract has, of one. */
export function settingsOf(values: SettingValues, contract: ContractName): CommonSettings {
  return {
    enabled: values[`${contract}.enabled`],
    hardened: takesPasswords(contract) && values[`${contract}.hardened`],
    hostName: values[`${contract}.hostName`],
    port: values[`${contract}.port`],
    deprecatedAt: values[`${contract}.deprecatedAt`],
    sunsetAt: values[`${contract}.sunsetAt`],
    sunsetLink: values[`${contract}.sunsetLink`],
    deprecatedEndpoints: values[`${contract}.deprecatedEndpoints`],
    versionHeader: values[`${contract}.versionHeader`],
  };
}
