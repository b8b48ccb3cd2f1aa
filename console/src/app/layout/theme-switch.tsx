import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTexts } from '../../i18n/texts.ts';
import { chooseTheme, type ThemeChoice, themeChoices, useThemeChoice } from '../../theme/theme.ts';
import { appTexts } from '../texts.ts';

const icons = { system: <DesktopOutlined />, light: <SunOutlined />, dark: <MoonOutlined /> };

/** Chooses light, dark, or what the system has. */
export function ThemeSwitch() {
  const t = useTexts(appTexts);
  const choice = useThemeChoice();
  const items = themeChoices.map((key) => ({ key, icon: icons[key], label: t(`theme.${key}`) }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        selectable: true,
        selectedKeys: [choice],
        onClick: ({ key }) => chooseTheme(key as ThemeChoice),
      }}
    >
      <Button type="text" icon={icons[choice]} aria-label={`${t('theme.title')}: ${t(`theme.${choice}`)}`} />
    </Dropdown>
  );
}
