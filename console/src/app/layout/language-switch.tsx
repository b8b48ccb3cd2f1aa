import { TranslationOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { changeLanguage, languageNames, languages, useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import { appTexts } from '../texts.ts';

/** Chooses the language; each is named by itself. */
export function LanguageSwitch() {
  const t = useTexts(appTexts);
  const language = useLanguage();
  const items = languages.map((key) => ({ key, label: <span lang={key}>{languageNames[key]}</span> }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        selectable: true,
        selectedKeys: [language],
        onClick: ({ key }) => changeLanguage(key as typeof language),
      }}
    >
      <Button type="text" icon={<TranslationOutlined />} aria-label={`${t('language')}: ${languageNames[language]}`} />
    </Dropdown>
  );
}
