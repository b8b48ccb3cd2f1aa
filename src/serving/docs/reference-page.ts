import { escapeHtml } from '../../core/escape-html.ts';
import type { ContractDocument } from '../../gateways/contract-document.ts';
import { writeBoth, writeInline } from '../../http/plain-page.ts';

/** The page of one contract: Swagger UI over its document, from this server alone. */
export function writeReferencePage({ name, title }: ContractDocument, isOpen: boolean): string {
  const closed = writeBoth({ zh: '本服务器未开放此接口。', en: 'This contract is closed on this server.' });
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title.zh)} · ${escapeHtml(title.en)}</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/reference.css">
<script src="/docs/assets/swagger-ui-bundle.js" defer></script>
<script src="/docs/assets/reference.js" defer></script>
</head>
<body>
<nav><a href="/docs/">${writeInline({ zh: '接口文档', en: 'The contracts' })}</a> <a href="/docs/${name}.json">${name}.json</a></nav>
${isOpen ? '' : `<div class="closed">${closed}</div>\n`}<main id="reference"></main>
<noscript>${writeBoth({ zh: '浏览需要 JavaScript；也可以直接下载上面的 JSON 文件。', en: 'Browsing needs JavaScript; the JSON document above does not.' })}</noscript>
</body>
</html>
`;
}

/** Starts Swagger UI on the document beside the page, without its validator on the web. */
export const referenceScript = `SwaggerUIBundle({
  url: location.pathname.replace(/\\/$/, '.json'),
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** What is wide scrolls by itself, so that the page fits a narrow window. */
export const referenceStyle = `
body { margin: 0; background: #fff; color: #3b4151; }
nav, .closed, noscript { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; max-width: 1420px; margin: 0 auto; padding: 0.75rem 1.25rem; font: 1rem/1.6 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", sans-serif; }
nav a { color: #1456d8; }
.closed { font-weight: 600; }
.closed p { margin: 0; }
.swagger-ui .info td, .swagger-ui .info th { padding-right: 1.25rem; }
.swagger-ui table { display: block; overflow-x: auto; }
.swagger-ui .markdown, .swagger-ui .renderedMarkdown { overflow-wrap: anywhere; }
`;
