import type { Branding } from '../branding.ts';
import type { Language } from '../caller.ts';
import { escapeHtml } from '../escape-html.ts';
import type { Words } from './words.ts';

/** One language's part of a mail. */
export interface Section {
  language: Language;
  words: Words;
}

/** The name under which the logo travels with the mail. */
export const logoCid = 'logo@portico';

const font = "font-family:system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif";
const languageTags: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

// Programs that know no style sheet show the inline styles, which are light; the others turn dark where they are asked to.
const darkStyle = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#15171a!important}.card{background:#1f2226!important}
.text{color:#e8e8ea!important}.small{color:#b0b3b8!important}.code{background:#2c3036!important;color:#ffffff!important}
}`;

/** The HTML of a mail: tables and inline styles, which every program understands; nothing is fetched, nothing is counted. */
export function writeHtml(sections: readonly Section[], branding: Branding, name: string): string {
  const [first] = sections;
  const parts = sections.map((section) => writeSection(section, branding));
  const logo = branding.logo
    ? `<img src="cid:${logoCid}" alt="" height="40" style="display:block;height:40px;width:auto;border:0;margin:0 0 12px">`
    : '';
  return `<!doctype html>
<html lang="${first ? languageTags[first.language] : 'zh-CN'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(first?.words.title ?? name)}</title>
<style>${darkStyle}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:8px;border-top:4px solid ${branding.accent}"><tr><td style="padding:28px 28px 20px;word-break:break-word;${font}">
${logo}<p class="text" style="margin:0 0 20px;font-size:15px;font-weight:600;color:#1f2328">${escapeHtml(name)}</p>
${parts.join('<hr style="border:0;border-top:1px solid #d0d4da;margin:24px 0">\n')}</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

function writeSection({ language, words }: Section, branding: Branding): string {
  const { title, paragraphs, code, link, facts, closing } = words;
  return `<div lang="${languageTags[language]}">
<h1 class="text" style="margin:0 0 12px;font-size:20px;line-height:1.4;color:#1f2328">${escapeHtml(title)}</h1>
${paragraphs.map(writeParagraph).join('')}${facts ? writeFacts(facts) : ''}${code === undefined ? '' : writeCode(code)}${link ? writeLink(link, branding) : ''}<p class="small" style="margin:16px 0 0;font-size:13px;line-height:1.6;color:#59616b">${escapeHtml(closing)}</p>
</div>
`;
}

function writeParagraph(text: string): string {
  return `<p class="text" style="margin:0 0 16px;font-size:15px;line-height:1.6;color:#1f2328">${escapeHtml(text)}</p>\n`;
}

function writeCode(code: string): string {
  return `<p class="code" style="margin:0 0 16px;padding:14px;border-radius:6px;background:#eef0f3;color:#111418;font-size:28px;font-weight:700;letter-spacing:6px;text-align:center;font-family:ui-monospace,Consolas,monospace">${escapeHtml(code)}</p>\n`;
}

function writeFacts(facts: NonNullable<Words['facts']>): string {
  const rows = facts.map(
    ([fact, value]) =>
      `<tr><td class="small" style="padding:4px 16px 4px 0;font-size:14px;color:#59616b;vertical-align:top;white-space:nowrap">${escapeHtml(fact)}</td><td class="text" style="padding:4px 0;font-size:14px;color:#1f2328;word-break:break-word">${escapeHtml(value)}</td></tr>\n`,
  );
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px">\n${rows.join('')}</table>\n`;
}

/** The address stands below in full, for who cannot press the button or wants to see where it leads. */
function writeLink({ label, url }: NonNullable<Words['link']>, { accent, onAccent }: Branding): string {
  const address = escapeHtml(url);
  return `<p style="margin:0 0 12px"><a href="${address}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:${accent};color:${onAccent};font-size:15px;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>
<p class="small" style="margin:0 0 8px;font-size:12px;line-height:1.5;color:#59616b;word-break:break-all">${address}</p>
`;
}
