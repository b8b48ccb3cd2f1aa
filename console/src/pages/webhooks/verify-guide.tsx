import { useTexts } from '../../i18n/texts.ts';
import { webhooksTexts } from './texts.ts';
import styles from './webhooks.module.css';

const example = `import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const event = webhook.verify(rawBody, request.headers);
// { type: 'account.created', timestamp: '…', data: { … } }`;

/** How whoever receives a webhook verifies who sent it. */
export function VerifyGuide() {
  const t = useTexts(webhooksTexts);
  return (
    <section className={styles.guide} aria-label={t('verify.title')}>
      <p>{t('verify.about')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard too */}
      <pre className={styles.code} tabIndex={0}>
        {example}
      </pre>
      <p className={styles.quiet}>{t('verify.raw')}</p>
    </section>
  );
}
