import { MenuOutlined } from '@ant-design/icons';
import { Button, Tag, Tooltip } from 'antd';
import { useBranding } from '../../api/branding.ts';
import { useTexts } from '../../i18n/texts.ts';
import { appTexts } from '../texts.ts';
import { AccountMenu } from './account-menu.tsx';
import styles from './header.module.css';
import { LanguageSwitch } from './language-switch.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { Wordmark } from './wordmark.tsx';

/** The line at the top; `onOpenMenu` where the navigation is in a drawer. */
export function Header({ onOpenMenu }: { onOpenMenu: (() => void) | undefined }) {
  const t = useTexts(appTexts);
  const { isDevelopment } = useBranding();
  return (
    <header className={styles.header}>
      {onOpenMenu && (
        <>
          <Button type="text" icon={<MenuOutlined />} aria-label={t('openMenu')} onClick={onOpenMenu} />
          <Wordmark />
        </>
      )}
      <div className={styles.right}>
        {isDevelopment && (
          <Tooltip title={t('development.hint')}>
            <Tag color="warning" variant="filled">
              {t('development.title')}
            </Tag>
          </Tooltip>
        )}
        <LanguageSwitch />
        <ThemeSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
