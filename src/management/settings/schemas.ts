import { type Static, type TSchema, Type } from 'typebox';
import {
  definitions,
  type SettingDefinition,
  type SettingRule,
  settingNames,
} from '../../core/runtime-settings/runtime-settings.ts';
import { LineNotBlank, Nullable, Version } from '../schemas.ts';

const Name = Type.Enum([...settingNames]);
const Value = Type.Union([Type.Boolean(), Type.Number(), Type.String(), Type.Null()]);
const Words = Type.Object({ en: Type.String(), zh: Type.String() });

/** One setting: what it is, what it may be, what it is now, and who decided that. */
export const SettingView = Type.Object({
  name: Name,
  group: Type.String({ description: '`server`, the name of a contract, `limits`, `security` or `branding`.' }),
  title: Words,
  hint: Words,
  rule: Type.Object(
    {
      type: Type.Enum([
        'flag',
        'choice',
        'integer',
        'text',
        'callingCodes',
        'callingCodeTable',
        'hostName',
        'url',
        'timeZone',
        'moment',
        'endpoints',
        'headerName',
        'colour',
        'picture',
      ]),
      choices: Type.Optional(Type.Array(Type.String())),
      minimum: Type.Optional(Type.Integer()),
      maximum: Type.Optional(Type.Integer()),
      fractions: Type.Optional(Type.Boolean()),
      maxLength: Type.Optional(Type.Integer()),
      maxBytes: Type.Optional(Type.Integer()),
    },
    { description: 'What a value must be.' },
  ),
  optional: Type.Boolean({ description: 'Whether null, none, is a value.' }),
  default: Value,
  value: Value,
  source: Type.Enum(['environment', 'console', 'default'], { description: 'Who decided the value.' }),
  variable: Nullable(Type.String({ description: 'The environment variable that fixes it.' })),
  fixed: Type.Boolean({ description: 'Whether only the environment can change it.' }),
  needsRestart: Type.Boolean({ description: 'Whether a change waits for the next start.' }),
  pendingRestart: Type.Boolean({ description: 'Whether one is waiting now.' }),
});
export type SettingView = Static<typeof SettingView>;

/** All settings. */
export const SettingsView = Type.Object({ version: Version, settings: Type.Array(SettingView) });
export type SettingsView = Static<typeof SettingsView>;

function valueSchema({ rule, optional }: SettingDefinition): TSchema {
  const schema = ruleSchema(rule);
  return Type.Optional(optional ? Nullable(schema) : schema);
}

function ruleSchema(rule: SettingRule): TSchema {
  switch (rule.type) {
    case 'flag':
      return Type.Boolean();
    case 'choice':
      return Type.Enum([...rule.choices]);
    case 'integer':
      return Type.Integer({ minimum: rule.minimum, maximum: rule.maximum });
    case 'text':
      return Type.String({ ...LineNotBlank, maxLength: rule.maxLength });
    case 'picture':
      return Type.String({ maxLength: rule.maxBytes * 2, description: 'A PNG as a data URL.' });
    default:
      return Type.String({ maxLength: 2000 });
  }
}

/** New values of some settings, and those that go back to their defaults: all of it or none. */
export const SettingsForm = Type.Object(
  {
    values: Type.Optional(
      Type.Object(Object.fromEntries(settingNames.map((name) => [name, valueSchema(definitions[name])])), {
        additionalProperties: false,
      }),
    ),
    reset: Type.Optional(Type.Array(Name, { maxItems: settingNames.length, uniqueItems: true })),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** How this installation calls itself. */
export const BrandingView = Type.Object({
  nameZh: Type.String(),
  nameEn: Type.String(),
  accent: Nullable(Type.String({ description: '`#rrggbb`; null: the console’s own.' })),
  logo: Nullable(Type.String({ description: 'A PNG as a data URL; null: the console’s own.' })),
  mode: Type.Enum(['development', 'production']),
  contracts: Type.Array(Type.Object({ name: Type.String(), title: Words, registersAccounts: Type.Boolean() }), {
    description: 'Every contract there is, on or off, and what people know it by.',
  }),
});
export type BrandingView = Static<typeof BrandingView>;
