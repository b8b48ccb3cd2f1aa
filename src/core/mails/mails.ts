import { brandingOf } from '../branding.ts';
import type { Language } from '../caller.ts';
import type { CodePurpose, EmailSender, Mail } from '../ports.ts';
import type { SettingValues } from '../runtime-settings/definitions.ts';
import type { MailRequest, NewSignIn } from './mail-request.ts';
import { codeWords, type InBoth, newSignInWords, resetWords, verifyWords } from './words.ts';
import { logoCid, writeHtml } from './write-html.ts';
import { writeText } from './write-text.ts';

/** Writes mails and sends them. */
export interface Mails {
  /** Sends a code now, within 3 s, so that its caller learns the outcome (M1). Throws what the sender throws. */
  sendCode(message: { to: string; purpose: CodePurpose; code: string; language?: Language | undefined }): Promise<void>;
  /**
   * Sends what a job asks for, within 30 s and until `signal` fires; `key` is the same for every repetition. Throws what
   * the sender throws.
   */
  send(request: MailRequest, run: { key: string; signal: AbortSignal }): Promise<void>;
}

const codeDeadlineMs = 3_000;
const jobDeadlineMs = 30_000;
const longestProgram = 160;

interface Deps {
  sender: EmailSender;
  /** Asked at each mail: an operator may change them meanwhile. */
  settings(): Readonly<SettingValues>;
}

/** Every mail that Portico writes, in the operator's name and in the reader's language. */
export function createMails({ sender, settings }: Deps): Mails {
  /** Both languages where none is known, Chinese first. */
  function write(words: InBoth, language: Language | undefined): Omit<Mail, 'to' | 'purpose'> {
    const branding = brandingOf(settings());
    const languages: readonly Language[] = language === undefined ? ['zh', 'en'] : [language];
    const sections = languages.map((each) => ({ language: each, words: words[each] }));
    const names = [...new Set(languages.map((each) => branding.name[each]))];
    const name = names.join(' · ');
    return {
      subject: `${sections.map((section) => section.words.title).join(' · ')} - ${name}`,
      text: writeText(
        sections.map((section) => section.words),
        name,
      ),
      html: writeHtml(sections, branding, name),
      senderName: names[0] ?? '',
      ...(branding.logo && { pictures: [{ cid: logoCid, contentType: 'image/png', bytes: branding.logo }] }),
    };
  }

  function writeNewSignIn(mail: NewSignIn): InBoth {
    const { 'server.timeZone': timeZone } = settings();
    return newSignInWords({
      ...mail,
      time: printTime(mail.at, timeZone),
      program: mail.userAgent.replaceAll(/\p{C}+/gu, ' ').slice(0, longestProgram),
    });
  }

  function wordsOf(request: Exclude<MailRequest, { text: string }>): InBoth {
    switch (request.purpose) {
      case 'verify-email':
        return verifyWords(request);
      case 'reset-password':
        return resetWords(request);
      case 'new-sign-in':
        return writeNewSignIn(request);
    }
  }

  return {
    sendCode: ({ to, purpose, code, language }) =>
      sender.send({ ...write(codeWords(code), language), to, purpose, code }, { deadlineMs: codeDeadlineMs }),
    send(request, { key, signal }) {
      const { to, purpose } = request;
      const written = isLegacy(request)
        ? { subject: '验证邮箱 · Verify your e-mail address', text: request.text, html: '' }
        : write(wordsOf(request), request.language);
      return sender.send({ ...written, to, purpose, key }, { deadlineMs: jobDeadlineMs, signal });
    },
  };
}

function isLegacy(request: MailRequest): request is Extract<MailRequest, { text: string }> {
  return 'text' in request;
}

/** `2026-11-30 14:05:12 (Asia/Shanghai)` */
function printTime(epochMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return `${format.format(epochMs)} (${timeZone})`;
}
