import { Avatar, Flex, Tag, Tooltip } from 'antd';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { appTexts } from '../../app/texts.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

const statusColours = { waiting: 'warning', active: 'success', rejected: 'default', frozen: 'error' } as const;

/** Whether it may sign in. */
export function StatusTag({ status }: Pick<AccountView, 'status'>) {
  const t = useTexts(accountsTexts);
  return <Tag color={statusColours[status]}>{t(`status.${status}`)}</Tag>;
}

/** Nothing for who is a user, as most are. */
export function RoleTag({ role }: Pick<AccountView, 'role'>) {
  const app = useTexts(appTexts);
  return role === 'user' ? null : <Tag color="blue">{app(`role.${role}`)}</Tag>;
}

/** The picture that lies on this server, else the name's first letter: nothing is loaded from elsewhere. */
export function Picture({ account, size }: { account: AccountView; size: number }) {
  const isOurs = account.avatar.startsWith('/avatars/');
  return (
    <Avatar size={size} {...(isOurs && { src: account.avatar })} aria-hidden className={styles.picture}>
      {firstLetterOf(account.name)}
    </Avatar>
  );
}

function firstLetterOf(name: string): string {
  return [...name.replace(/^[^\p{L}\p{N}]+/u, '')][0]?.toUpperCase() ?? '#';
}

/** What an account signs in with, each with a mark where it is proved; one that waits for its proof too. */
export function Identifiers({ account }: { account: AccountView }) {
  const { handle, phone, phoneVerifiedAt, pendingPhone, email, emailVerifiedAt, pendingEmail } = account;
  return (
    <Flex vertical gap={2}>
      {handle && <span>{handle}</span>}
      {phone && <Identifier value={phone} isVerified={phoneVerifiedAt !== null} />}
      {email && <Identifier value={email} isVerified={emailVerifiedAt !== null} />}
      {[pendingPhone, pendingEmail].map((value) => value && <Pending key={value} value={value} />)}
    </Flex>
  );
}

/** A phone or an e-mail. Only what is not proved stands out. */
export function Identifier({ value, isVerified }: { value: string; isVerified: boolean }) {
  const t = useTexts(accountsTexts);
  return (
    <span className={styles.identifier}>
      {spaced(value)}
      {!isVerified && (
        <Tooltip title={t('unverified')}>
          <span className={styles.unverified} role="img" aria-label={t('unverified')}>
            ?
          </span>
        </Tooltip>
      )}
    </span>
  );
}

/** A mainland number in groups, as people read it aloud. */
function spaced(value: string): string {
  return value.replace(/^(\+86)(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3 $4');
}

/** A phone or an e-mail that waits for its proof. */
export function Pending({ value }: { value: string }) {
  const t = useTexts(accountsTexts);
  return <span className={styles.pending}>{t('pending', { value: spaced(value) })}</span>;
}
