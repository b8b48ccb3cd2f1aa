import { createHash } from 'node:crypto';
import type { Branding } from '../core/branding.ts';
import { escapeHtml } from '../core/escape-html.ts';
import { pageHeaders } from './page-headers.ts';

/** One text in both languages; the English stands below the Chinese. */
export interface Both {
  zh: string;
  en: string;
}

/** A small page without script, in both languages and the operator's branding. */
export interface PlainPage {
  title: Both;
  /** What is below the title: HTML, everything in it escaped. */
  body: string;
  /** Whether it holds a form, which goes back to this server. */
  hasForm: boolean;
}

/** A page with the status that it is answered with. */
export interface AnsweredPage extends PlainPage {
  status: number;
}

/** A page as it is sent. */
export interface WrittenPage {
  html: string;
  /** With the content security policy that lets the browser do no more than the page needs. */
  headers: Readonly<Record<string, string>>;
}

const styleOf = ({ accent, onAccent }: Branding): string => `
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", sans-serif; }
body { margin: 0; }
main { box-sizing: border-box; max-width: 30rem; margin: 12vh auto 0; padding: 0 1.25rem 3rem; overflow-wrap: break-word; }
.brand { display: flex; align-items: center; gap: 0.75rem; margin: 0 0 2rem; font-weight: 600; }
.brand img { height: 2.5rem; width: auto; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.35; }
h2 { margin: 1.75rem 0 0; font-size: 1.0625rem; line-height: 1.4; }
h2 + p { margin: 0.25rem 0 0; }
h1 + p, .note { margin: 0.25rem 0 1.5rem; }
label { display: block; margin: 0 0 0.25rem; }
input { box-sizing: border-box; width: 100%; margin: 0 0 1.25rem; padding: 0.625rem 0.75rem; font: inherit; border: 1px solid #767b82; border-radius: 0.375rem; }
button { width: 100%; padding: 0.75rem 1.5rem; font: inherit; font-weight: 600; cursor: pointer; border: 1px solid transparent; border-radius: 0.375rem; background: ${accent}; color: ${onAccent}; }
:focus-visible { outline: 3px solid ${accent}; outline-offset: 2px; }
.wrong { margin: 0 0 1.25rem; padding: 0.75rem 1rem; border: 1px solid #c62828; border-left-width: 0.375rem; border-radius: 0.375rem; }
.wrong p { margin: 0; }
a { color: inherit; }
`;

/** A text in both languages, a paragraph each. */
export function writeBoth({ zh, en }: Both): string {
  return `<p>${escapeHtml(zh)}<br><span lang="en">${escapeHtml(en)}</span></p>\n`;
}

/** The same within one line: `新密码 · New password`. */
export function writeInline({ zh, en }: Both): string {
  return `${escapeHtml(zh)} · <span lang="en">${escapeHtml(en)}</span>`;
}

/** What a page says below its title. */
export function writeNote(words: Both): string {
  return `<div class="note">${writeBoth(words)}</div>\n`;
}

/** Writes the whole page. */
export function writePlainPage({ title, body, hasForm }: PlainPage, branding: Branding): WrittenPage {
  const style = styleOf(branding);
  const { name, logo } = branding;
  const names = [...new Set([name.zh, name.en])].join(' · ');
  const picture = logo ? `<img src="data:image/png;base64,${logo.toString('base64')}" alt="">` : '';
  return {
    headers: {
      ...pageHeaders,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policyFor(style, hasForm),
      'Cache-Control': 'no-store',
    },
    html: `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title.zh)} · ${escapeHtml(title.en)} - ${escapeHtml(names)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="brand">${picture}<span>${escapeHtml(names)}</span></p>
<h1>${escapeHtml(title.zh)}<br><span lang="en">${escapeHtml(title.en)}</span></h1>
${body}</main>
</body>
</html>
`,
  };
}

function policyFor(style: string, hasForm: boolean): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const formAction = hasForm ? "'self'" : "'none'";
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;
}
