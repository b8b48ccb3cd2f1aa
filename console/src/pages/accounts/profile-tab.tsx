import { Descriptions } from 'antd';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { Identifier, Pending } from './account-tags.tsx';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

/** Who it is. */
export function ProfileTab({ account }: { account: AccountView }) {
  return (
    <>
      <SignsInWith account={account} />
      <Person account={account} />
      <Record account={account} />
    </>
  );
}

const columns = { xs: 1, sm: 1, md: 2 };

function SignsInWith({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const { handle, phone, phoneVerifiedAt, pendingPhone, email, emailVerifiedAt, pendingEmail } = account;
  const proved = (value: string | null, at: string | null, pending: string | null) => (
    <span>
      {value ? <Identifier value={value} isVerified={at !== null} /> : <None />}
      {value && at && (
        <span className={styles.explain}>
          {' '}
          · {t('verified')} <RelativeTime at={at} />
        </span>
      )}
      {pending && (
        <>
          <br />
          <Pending value={pending} />
        </>
      )}
    </span>
  );
  return (
    <Section title={t('profile.identifiers')}>
      <Descriptions
        className={styles.facts}
        column={columns}
        items={[
          { key: 'handle', label: t('fields.handle'), children: handle ?? <None /> },
          { key: 'phone', label: t('fields.phone'), children: proved(phone, phoneVerifiedAt, pendingPhone) },
          { key: 'email', label: t('fields.email'), children: proved(email, emailVerifiedAt, pendingEmail) },
          { key: 'password', label: t('fields.password'), children: <Password account={account} /> },
        ]}
      />
    </Section>
  );
}

function None() {
  const t = useTexts(accountsTexts);
  return <span className={styles.explain}>{t('none')}</span>;
}

function Password({ account: { hasPassword, passwordChangedAt } }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  if (!hasPassword) return <>{t('passwordNone')}</>;
  return (
    <span>
      {t('passwordSet')}
      {passwordChangedAt && (
        <span className={styles.explain}>
          {' '}
          · {t('passwordChanged')} <RelativeTime at={passwordChangedAt} />
        </span>
      )}
    </span>
  );
}

function Person({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const named = (['displayName', 'realName', 'position', 'birthday', 'address', 'signature'] as const).map((name) => ({
    key: name,
    label: t(`fields.${name}`),
    children: account[name] || <None />,
  }));
  const gender = { key: 'gender', label: t('fields.gender'), children: t(`fields.genders.${account.gender}`) };
  return (
    <Section title={t('profile.person')}>
      <Descriptions
        className={styles.facts}
        column={columns}
        items={[...named.slice(0, 3), gender, ...named.slice(3)]}
      />
    </Section>
  );
}

function Record({ account }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const contract = useContractName();
  const { id, openid, origin, createdAt, updatedAt, staffApprovedAt } = account;
  return (
    <Section title={t('profile.record')}>
      <Descriptions
        className={styles.facts}
        column={columns}
        items={[
          { key: 'id', label: t('fields.id'), children: <CopyText text={String(id)} /> },
          { key: 'openid', label: t('fields.openid'), children: <CopyText text={openid} /> },
          { key: 'origin', label: t('fields.origin'), children: contract(origin) },
          { key: 'created', label: t('fields.created'), children: <RelativeTime at={createdAt} /> },
          { key: 'updated', label: t('fields.updated'), children: <RelativeTime at={updatedAt} /> },
          {
            key: 'staff',
            label: t('fields.staffApproved'),
            children: <RelativeTime at={staffApprovedAt} absent={t('staffNotApproved')} />,
          },
        ]}
      />
    </Section>
  );
}
