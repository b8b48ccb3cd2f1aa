import { Button, Descriptions, Tag } from 'antd';
import { useState } from 'react';
import { useRights, useSession } from '../../api/session.ts';
import { appTexts } from '../../app/texts.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useRightWords } from '../../i18n/use-right-words.ts';
import { ChangePassword } from './change-password.tsx';
import { meTexts } from './texts.ts';

/** Who is signed in. */
export function MePage() {
  const t = useTexts(meTexts);
  const app = useTexts(appTexts);
  const { account, rights, expiresAt } = useSession();
  const { say } = useRightWords();
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={<Actions accountId={account.id} />} />
      <Section title={account.name}>
        <Descriptions
          column={1}
          items={[
            { key: 'id', label: t('account'), children: <CopyText text={String(account.id)} /> },
            { key: 'role', label: t('role'), children: app(`role.${account.role}`) },
            { key: 'expires', label: t('expires'), children: <RelativeTime at={expiresAt} /> },
          ]}
        />
      </Section>
      <Section title={t('rights')}>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          {rights.map((right) => (
            <Tag key={right} title={right}>
              {say(right)}
            </Tag>
          ))}
        </div>
      </Section>
    </>
  );
}

function Actions({ accountId }: { accountId: number }) {
  const t = useTexts(meTexts);
  const may = useRights();
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      {may('accounts:read') && (
        <LinkButton to={`/accounts/${accountId}` as '/'} search={{ tab: 'sessions' } as never}>
          {t('devices')}
        </LinkButton>
      )}
      <Button onClick={() => setChanging(true)}>{t('password.change')}</Button>
      <ChangePassword open={isChanging} onClose={() => setChanging(false)} />
    </>
  );
}
