import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Avatar, Button, Dropdown } from 'antd';
import { useChange } from '../../api/change.ts';
import { signOut, useSession } from '../../api/session.ts';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import { appTexts } from '../texts.ts';
import { useLeave } from '../use-leave.ts';
import styles from './account-menu.module.css';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const t = useTexts(appTexts);
  const { account } = useSession();
  const isNarrow = useIsNarrow();
  const navigate = useNavigate();
  const leave = useChange(signOut, { invalidates: [], onDone: useLeave() });
  const items = [
    { key: 'me', icon: <UserOutlined />, label: t('account.me'), onClick: () => navigate({ to: '/me' }) },
    { key: 'rule', type: 'divider' as const },
    { key: 'leave', icon: <LogoutOutlined />, label: t('account.signOut'), onClick: () => leave.mutate() },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }} placement="bottomRight">
      <Button type="text" className={styles.button} aria-label={`${t('account.menu')}: ${account.name}`}>
        <Avatar size={26} src={account.avatar || undefined} icon={<UserOutlined />} alt="" />
        {!isNarrow && <span className={styles.name}>{account.name}</span>}
      </Button>
    </Dropdown>
  );
}
