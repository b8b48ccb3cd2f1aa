import type { JobView } from '../../../../src/management/jobs/schemas.ts';
import { useTexts } from '../../i18n/texts.ts';
import { jobsTexts } from './texts.ts';

type SayAny = (key: string, values?: Record<string, string | number>) => string;

/** What a kind of job is called; one that this page does not know, by its name. */
export function useKindWords(): (kind: string) => string {
  const t = useTexts(jobsTexts) as SayAny;
  return (kind) => (Object.hasOwn(jobsTexts.zh.kind, kind) ? t(`kind.${kind}`) : kind);
}

/** What a job is about: its words, and where that is shown. */
export function useAbout(): (job: JobView) => { words: string; push?: string } | undefined {
  const t = useTexts(jobsTexts) as SayAny;
  return ({ about }) => {
    if (about === null) return undefined;
    const [kind = '', id = ''] = about.split(':');
    if (kind === 'push') return { words: t('push', { id }), push: id };
    if (kind === 'webhook-delivery') return { words: t('webhook', { id }) };
    if (kind === 'mail' && Object.hasOwn(jobsTexts.zh.mail, id)) return { words: t(`mail.${id}`) };
    return { words: about };
  };
}
