import { PhoneFrame } from '../../components/phone-frame.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './faqs.module.css';
import { faqsTexts } from './texts.ts';

/** A question as far as it is written. */
export interface FaqDraft {
  title?: string | undefined;
  content?: string | undefined;
  category?: string | undefined;
  externalLink?: string | undefined;
}

/** One question as the app shows it: text, never markup. */
export function FaqPreview({ title, content, category, externalLink }: FaqDraft) {
  const t = useTexts(faqsTexts);
  return (
    <PhoneFrame label={t('preview.label')} title={t('preview.screen')}>
      {category && <div className={styles.previewCategory}>{category}</div>}
      <div className={styles.previewTitle}>{title || t('preview.title')}</div>
      <div className={content ? styles.previewContent : styles.previewMissing}>{content || t('preview.content')}</div>
      {externalLink && <div className={styles.previewLink}>{t('preview.more')} ›</div>}
    </PhoneFrame>
  );
}
