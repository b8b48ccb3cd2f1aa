import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import type { SettingsView, SettingView } from '../../../../src/management/settings/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { useRights } from '../../api/session.ts';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Section } from '../../components/section.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import { isOutOfRange, useDraft } from './draft.ts';
import { describeContract, findContracts, useGroupName } from './groups.ts';
import styles from './index.module.css';
import { Review } from './review.tsx';
import { SettingRow } from './setting-row.tsx';
import { settingsTexts } from './texts.ts';

/** What can be changed while the server serves, and what the environment says. */
export function SettingsPage() {
  const t = useTexts(settingsTexts);
  const may = useRights();
  const { data, error, refetch } = useQuery({
    queryKey: ['settings', 'all'],
    queryFn: ({ signal }) => api.get<SettingsView>('/settings', { signal }),
  });
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} />
      {!may('settings:write') && <Alert type="info" showIcon title={t('ownerOnly')} style={{ marginBottom: 16 }} />}
      <ProblemAlert error={data ? undefined : error} onRetry={refetch} />
      {data ? (
        <SettingsForm document={data} mayChange={may('settings:write')} />
      ) : (
        !error && <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}

/** They are many, and looked for together. */
const isOfCodes = ({ name }: SettingView): boolean => /^limits\.(codes|sms)[A-Z]/.test(name);

/** Most contracts are not about to end. */
const isOfSunset = ({ name }: SettingView): boolean =>
  /\.(deprecatedAt|sunsetAt|sunsetLink|deprecatedEndpoints|versionHeader)$/.test(name);

function SettingsForm({ document, mayChange }: { document: SettingsView; mayChange: boolean }) {
  const t = useTexts(settingsTexts);
  const draft = useDraft(document.settings);
  const [isReviewed, setReviewed] = useState(false);
  const save = useChange(() => api.patch<SettingsView>('/settings', draft.body(), { version: document.version }), {
    invalidates: ['settings', 'branding', 'session'],
    done: t(draft.changes.some(({ setting }) => setting.needsRestart) ? 'review.savedForRestart' : 'review.saved'),
    onDone: draft.discard,
    silent: true,
  });
  const problems = new Map(
    save.error ? asProblem(save.error).errors.map(({ pointer, detail }) => [pointer, detail]) : [],
  );
  const row = (setting: SettingView) => (
    <SettingRow
      key={setting.name}
      setting={setting}
      draft={draft}
      mayChange={mayChange}
      refusal={problems.get(`/values/${setting.name}`)}
    />
  );
  const wrong = draft.changes.filter(isOutOfRange).length;
  const settingsOf = (group: string) => document.settings.filter((each) => each.group === group);
  const rowsOf = (group: string) => settingsOf(group).map(row);
  const limits = settingsOf('limits');
  return (
    <>
      <PendingNotice settings={document.settings} />
      <Section title={t('group.server')}>{rowsOf('server')}</Section>
      <h2 className={styles.heading}>{t('group.contracts')}</h2>
      <div className={styles.contracts}>
        {findContracts(document.settings).map((contract) => (
          <ContractSection key={contract} contract={contract}>
            {settingsOf(contract)
              .filter((setting) => !isOfSunset(setting))
              .map(row)}
            <Sunset settings={settingsOf(contract).filter(isOfSunset)}>
              {settingsOf(contract).filter(isOfSunset).map(row)}
            </Sunset>
          </ContractSection>
        ))}
      </div>
      <Section title={t('group.codes')}>{limits.filter(isOfCodes).map(row)}</Section>
      <Section title={t('group.limits')}>{limits.filter((setting) => !isOfCodes(setting)).map(row)}</Section>
      <Section title={t('group.security')}>{rowsOf('security')}</Section>
      <Section title={t('group.branding')}>{rowsOf('branding')}</Section>
      {draft.changes.length > 0 && (
        <section className={styles.bar} aria-live="polite">
          <span>
            {t('bar.changes', { count: draft.changes.length })}
            {wrong > 0 && ` · ${t('bar.wrong', { count: wrong })}`}
          </span>
          <Flex gap={8}>
            <Button onClick={draft.discard}>{t('bar.discard')}</Button>
            <Button type="primary" disabled={wrong > 0} onClick={() => setReviewed(true)}>
              {t('bar.review')}
            </Button>
          </Flex>
        </section>
      )}
      {isReviewed && (
        <Review
          settings={document.settings}
          changes={draft.changes}
          onSave={() => save.mutateAsync(undefined)}
          onClose={() => setReviewed(false)}
        />
      )}
      <LeaveGuard
        isNeeded={() => draft.changes.length > 0}
        title={t('leave.title')}
        hint={t('leave.hint')}
        leave={t('leave.leave')}
        stay={t('leave.stay')}
      />
    </>
  );
}

interface ContractSectionProps {
  contract: string;
  children: React.ReactNode;
}

function ContractSection({ contract, children }: ContractSectionProps) {
  const t = useTexts(settingsTexts);
  const nameGroup = useGroupName();
  const about = describeContract(t, contract);
  return (
    <Section title={nameGroup(contract)}>
      {about && <p style={{ marginTop: 0, color: 'var(--ant-color-text-secondary)' }}>{about}</p>}
      {children}
    </Section>
  );
}

interface SunsetProps {
  settings: readonly SettingView[];
  children: React.ReactNode;
}

/** Folded where nothing of it is set. */
function Sunset({ settings, children }: SunsetProps) {
  const t = useTexts(settingsTexts);
  return (
    <details className={styles.fold} open={settings.some(({ value }) => value !== null)}>
      <summary>{t('sunset')}</summary>
      {children}
    </details>
  );
}

function PendingNotice({ settings }: { settings: readonly SettingView[] }) {
  const t = useTexts(settingsTexts);
  const nameGroup = useGroupName();
  const language = useLanguage() === 'en' ? 'en' : 'zh';
  const pending = settings.filter(({ pendingRestart }) => pendingRestart);
  if (pending.length === 0) return null;
  const names = pending.map(({ group, title }) => `${nameGroup(group)} · ${title[language]}`).join(', ');
  return <Alert type="warning" showIcon title={t('pendingNotice', { names })} style={{ marginBottom: 16 }} />;
}
