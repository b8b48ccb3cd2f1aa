import { createHash } from 'node:crypto';
import { type Database, transact } from '../../db/database.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { DomainError, type FieldError, invalidFields } from '../errors.ts';
import { createSemaphore } from '../semaphore.ts';
import type { Settings } from '../settings/settings.ts';
import type { Change } from '../versions.ts';
import {
  defaultSettings,
  definitions,
  pickSettings,
  type SettingName,
  type SettingValue,
  type SettingValues,
  settingNames,
} from './definitions.ts';
import { findPlaceConflicts } from './places.ts';
import { readSetting, ruleWords } from './rules.ts';
import { readDocument, type StoredDocument } from './stored-document.ts';

export type { SettingDefinition, SettingName, SettingRule, SettingValues } from './definitions.ts';
export { definitions, settingNames, settingsOf } from './definitions.ts';

/** Who decided a setting's value. */
export type SettingSource = 'environment' | 'console' | 'default';

/** One setting as an operator sees it. */
export interface SettingState {
  name: SettingName;
  /** What was chosen; where `pendingRestart` says so, in force from the next start on. */
  value: SettingValue;
  source: SettingSource;
  pendingRestart: boolean;
}

/** All settings, and which version of them. */
export interface SettingsDocument {
  version: number;
  settings: SettingState[];
}

/** New values of some settings, and those that go back to their defaults. */
export interface SettingsChange {
  values: Partial<Record<SettingName, unknown>>;
  reset: readonly SettingName[];
}

/** What was built for new values: put in force, or dropped where they could not be kept. */
export interface PreparedChange {
  commit(): void;
  abandon(): Promise<void>;
}

/** Builds what serves new values, before they are kept; throws where they cannot be served. */
export type PrepareChange = (values: SettingValues) => Promise<PreparedChange>;

/** The settings of a running server: what the environment says is fixed, the rest can be changed while it serves. */
export interface RuntimeSettings {
  /** What is in force at this moment. */
  current(): Readonly<SettingValues>;
  /** Every setting with where it comes from; what another process stored meanwhile is put in force first. */
  describe(): Promise<SettingsDocument>;
  /**
   * Keeps all of a change and puts it in force, or none of it. Throws `request.version_changed`, `setting.fixed` and
   * `request.invalid_fields`, both with each setting's name as the field.
   */
  change(asked: SettingsChange, change: Change): Promise<SettingsDocument>;
  /** Who serves says here how to take new values over. */
  serveWith(prepare: PrepareChange): void;
}

const noPreparation: PreparedChange = { commit() {}, abandon: async () => {} };
const mostWaiting = 20;

interface Deps {
  db: Database;
  settings: Settings;
  audit: Audit;
  /** What the environment says. */
  given: Partial<SettingValues>;
}

/** Reads what was stored; from then on the settings are at hand at any moment. */
export async function openRuntimeSettings({ db, settings, audit, given }: Deps): Promise<RuntimeSettings> {
  const turns = createSemaphore(1, mostWaiting, () => new DomainError('request.too_many'));
  let prepare: PrepareChange = async () => noPreparation;
  let storedText = await settings.find('runtime-settings');
  let stored = readDocument(storedText);
  const started = resolve(stored);
  let inForce = started;

  function resolve({ values }: StoredDocument): SettingValues {
    return { ...defaultSettings, ...values, ...given };
  }

  function inForceOf(wanted: SettingValues): SettingValues {
    return pickSettings(settingNames, (name) => (definitions[name].needsRestart ? started : wanted)[name]);
  }

  function describe(): SettingsDocument {
    const wanted = resolve(stored);
    return {
      version: stored.version,
      settings: settingNames.map((name) => ({
        name,
        value: wanted[name],
        source: sourceOf(name),
        pendingRestart: definitions[name].needsRestart && placeOf(wanted, name) !== placeOf(started, name),
      })),
    };
  }

  function sourceOf(name: SettingName): SettingSource {
    if (name in given) return 'environment';
    return name in stored.values ? 'console' : 'default';
  }

  function take(text: string | undefined, document: StoredDocument, wanted: SettingValues): void {
    storedText = text;
    stored = document;
    inForce = inForceOf(wanted);
  }

  /** A restored backup brings its settings with it. */
  async function refresh(): Promise<void> {
    const text = await settings.find('runtime-settings');
    if (text === storedText) return;
    const document = readDocument(text);
    const wanted = resolve(document);
    const prepared = await prepare(inForceOf(wanted));
    take(text, document, wanted);
    prepared.commit();
  }

  function judge({ values, reset }: SettingsChange): StoredDocument {
    const fixed = [...Object.keys(values), ...reset].filter((name) => isFixed(name as SettingName));
    if (fixed.length > 0) {
      throw new DomainError('setting.fixed', { fields: fixed.map((name) => wrong(name, '由环境变量指定')) });
    }
    const next = { ...stored.values, ...readValues(values) };
    for (const name of reset) if (!(name in values)) delete next[name];
    const conflicts = findPlaceConflicts(resolve({ ...stored, values: next }));
    if (conflicts.length > 0) {
      throw invalidFields(...conflicts.flatMap(({ names }) => names.map((name) => wrong(name, placeRule(name)))));
    }
    return { version: stored.version + 1, values: next };
  }

  function isFixed(name: SettingName): boolean {
    return name in given || definitions[name].isFixed;
  }

  async function keep(text: string, entry: AuditEntry): Promise<void> {
    await transact(db, async (tx) => {
      // Another process may have stored its own since.
      if ((await settings.find('runtime-settings', tx)) !== storedText) {
        throw new DomainError('request.version_changed');
      }
      await settings.put(tx, 'runtime-settings', text);
      await audit.record(tx, entry);
    });
  }

  async function change(asked: SettingsChange, { by, version }: Change): Promise<SettingsDocument> {
    await refresh();
    if (version !== undefined && version !== stored.version) throw new DomainError('request.version_changed');
    const next = judge(asked);
    const changed = settingNames.filter((name) => stored.values[name] !== next.values[name]);
    if (changed.length === 0) return describe();
    const wanted = resolve(next);
    const changes = tellChanges(changed, resolve(stored), wanted);
    const text = JSON.stringify(next);
    const prepared = await prepare(inForceOf(wanted));
    try {
      await keep(text, { ...by, action: 'settings.changed', target: 'settings', details: { changes } });
    } catch (error) {
      await prepared.abandon();
      throw error;
    }
    take(text, next, wanted);
    prepared.commit();
    return describe();
  }

  return {
    current: () => inForce,
    describe: () =>
      turns.run(async () => {
        await refresh();
        return describe();
      }),
    change: (asked, details) => turns.run(() => change(asked, details)),
    serveWith(how) {
      prepare = how;
    },
  };
}

function readValues(given: SettingsChange['values']): Partial<SettingValues> {
  const problems: FieldError[] = [];
  const values: Partial<Record<SettingName, SettingValue>> = {};
  for (const [name, value] of Object.entries(given) as Array<[SettingName, unknown]>) {
    const read = readSetting(definitions[name], value);
    if (read === undefined) problems.push(wrong(name, ruleWords[definitions[name].rule.type]));
    else values[name] = read;
  }
  if (problems.length > 0) throw invalidFields(...problems);
  return values as Partial<SettingValues>;
}

function wrong(field: string, rule: string): FieldError {
  return { field, label: field, rule };
}

function placeRule(name: SettingName): string {
  return name.endsWith('.port') ? '与另一个监听端口相同' : '与另一个接口的域名相同';
}

/** A contract that is off has no port open, whatever it is to have. */
function placeOf(values: SettingValues, name: SettingName): SettingValue {
  const switchName = `${name.split('.', 1)[0]}.enabled` as SettingName;
  return values[switchName] === false ? null : values[name];
}

/** From what to what, as the audit log keeps it. */
function tellChanges(names: readonly SettingName[], before: SettingValues, after: SettingValues) {
  const told = (name: SettingName, value: SettingValue): SettingValue =>
    definitions[name].rule.type === 'picture' && value !== null
      ? `sha256:${createHash('sha256').update(String(value)).digest('hex')}`
      : value;
  return Object.fromEntries(
    names.map((name) => [name, { from: told(name, before[name]), to: told(name, after[name]) }]),
  );
}
