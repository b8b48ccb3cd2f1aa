import { type Database, takeTurn, transact } from '../../db/database.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { DomainError, type FieldError, invalidFields } from '../errors.ts';
import { createSemaphore } from '../semaphore.ts';
import type { Settings } from '../settings/settings.ts';
import type { Change } from '../versions.ts';
import {
  definitions,
  pickSettings,
  type SettingName,
  type SettingValue,
  type SettingValues,
  settingNames,
} from './definitions.ts';
import { findChanged, judgeChange, resolveSettings, type SettingsChange, tellChanges, wrong } from './judging.ts';
import { readDocument, type StoredDocument } from './stored-document.ts';

export type { SettingDefinition, SettingName, SettingRule, SettingValues } from './definitions.ts';
export { definitions, settingNames, settingsOf } from './definitions.ts';
export type { SettingsChange } from './judging.ts';

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

/** What was built for new values: put in force, or dropped where they could not be kept. */
export interface PreparedChange {
  commit(): void;
  abandon(): Promise<void>;
}

/** Builds what serves new values, before they are kept; throws where they cannot be served. */
export type PrepareChange = (values: SettingValues) => Promise<PreparedChange>;

/** Whether a port that a contract is to have from the next start on could be opened. */
export type CanListen = (port: number) => Promise<boolean>;

/** The settings of a running server: what the environment says is fixed, the rest can be changed while it serves. */
export interface RuntimeSettings {
  /** What is in force at this moment. */
  current(): Readonly<SettingValues>;
  /** Every setting with where it comes from; what another process stored meanwhile is put in force first. */
  describe(): Promise<SettingsDocument>;
  /** Puts in force what another process stored, if any did. */
  refresh(): Promise<void>;
  /**
   * Keeps all of a change and puts it in force, or none of it. Throws `request.version_changed`, `setting.fixed` and
   * `request.invalid_fields`, both with each setting's name as the field.
   */
  change(asked: SettingsChange, change: Change): Promise<SettingsDocument>;
  /** Who serves says here how to take new values over, and which ports can be had. */
  serveWith(prepare: PrepareChange, canListen?: CanListen): void;
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
  let canListen: CanListen = async () => true;
  let storedText = await settings.find('runtime-settings');
  let stored = readDocument(storedText);
  const started = resolveSettings(stored.values, given);
  let inForce = started;

  function inForceOf(wanted: SettingValues): SettingValues {
    return pickSettings(settingNames, (name) => (definitions[name].needsRestart ? started : wanted)[name]);
  }

  function describe(): SettingsDocument {
    const wanted = resolveSettings(stored.values, given);
    return {
      version: stored.version,
      settings: settingNames.map((name) => ({
        name,
        value: wanted[name],
        source: name in given ? 'environment' : name in stored.values ? 'console' : 'default',
        pendingRestart: definitions[name].needsRestart && placeOf(wanted, name) !== placeOf(started, name),
      })),
    };
  }

  /** Serves a document once `keep` has stored it; all of it or nothing. */
  async function takeOver(text: string | undefined, document: StoredDocument, keep: () => Promise<void>) {
    const wanted = inForceOf(resolveSettings(document.values, given));
    const prepared = await prepare(wanted);
    try {
      await keep();
    } catch (error) {
      await prepared.abandon();
      throw error;
    }
    storedText = text;
    stored = document;
    inForce = wanted;
    prepared.commit();
  }

  /** Another node, or a restored backup, brings settings of its own. */
  async function refresh(): Promise<void> {
    const text = await settings.find('runtime-settings');
    if (text !== storedText) await takeOver(text, readDocument(text), async () => {});
  }

  function store(text: string, entry: AuditEntry): Promise<void> {
    return transact(db, async (tx) => {
      await takeTurn(tx, 'runtime-settings');
      // Another process may have stored its own since.
      if ((await settings.find('runtime-settings', tx)) !== storedText) {
        throw new DomainError('request.version_changed');
      }
      await settings.put(tx, 'runtime-settings', text);
      await audit.record(tx, entry);
    });
  }

  /** Found out now, and not by a start that fails. */
  async function refuseTakenPorts(before: SettingValues, after: SettingValues): Promise<void> {
    const problems: FieldError[] = [];
    for (const name of settingNames) {
      if (!name.endsWith('.port')) continue;
      const port = placeOf(after, name);
      if (typeof port !== 'number' || port === placeOf(before, name)) continue;
      if (!(await canListen(port))) problems.push(wrong(name, '打不开这个端口：已被占用，或没有权限'));
    }
    if (problems.length > 0) throw invalidFields(...problems);
  }

  async function change(asked: SettingsChange, { by, version }: Change): Promise<SettingsDocument> {
    await refresh();
    if (version !== undefined && version !== stored.version) throw new DomainError('request.version_changed');
    const values = judgeChange(asked, stored.values, given);
    const changed = findChanged(stored.values, values);
    if (changed.length === 0) return describe();
    const document = { version: stored.version + 1, values };
    const [before, after] = [resolveSettings(stored.values, given), resolveSettings(values, given)];
    await refuseTakenPorts(before, after);
    const changes = tellChanges(changed, before, after);
    const text = JSON.stringify(document);
    await takeOver(text, document, () =>
      store(text, { ...by, action: 'settings.changed', target: 'settings', details: { fields: changed, changes } }),
    );
    return describe();
  }

  return {
    current: () => inForce,
    describe: () =>
      turns.run(async () => {
        await refresh();
        return describe();
      }),
    refresh: () => turns.run(refresh),
    change: (asked, how) => turns.run(() => change(asked, how)),
    serveWith(how, canHave = async () => true) {
      prepare = how;
      canListen = canHave;
    },
  };
}

/** A contract that is off has no port open, whatever it is to have. */
function placeOf(values: SettingValues, name: SettingName): SettingValue {
  const switchName = `${name.split('.', 1)[0]}.enabled` as SettingName;
  return values[switchName] === false ? null : values[name];
}
