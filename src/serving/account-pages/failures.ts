import type { DomainError } from '../../core/errors.ts';
import type { Both } from '../../http/plain-page.ts';
import { type AccountPage, deadLinkPage, failurePage } from './pages.ts';

/** For a path that is none. */
export const notFoundPage: AccountPage = failurePage(404, { zh: '没有这个页面。', en: 'There is no such page.' });

/** For a method that is none of a page's. */
export const methodPage: AccountPage = failurePage(405, {
  zh: '不支持这种请求方式。',
  en: 'This page is not asked for in that way.',
});

const unreadable: Both = {
  zh: '请求无法识别，请返回重试。',
  en: 'The request could not be read. Go back and try again.',
};

/** The page for what went wrong besides what the form itself can say. */
export function describeFailure({ code, kind, params }: DomainError): AccountPage {
  if (code === 'reset_link.wrong') return deadLinkPage;
  if (code === 'request.too_large') return failurePage(413, unreadable);
  if (code === 'request.forged') {
    return failurePage(403, {
      zh: '请求来自其他网站，已被拒绝。',
      en: 'The request came from another site and was refused.',
    });
  }
  switch (kind) {
    case 'invalid':
      return failurePage(400, unreadable);
    case 'rate_limited':
      return tooMany(params.retryAfterSeconds ?? 60);
    case 'unavailable':
      return failurePage(503, { zh: '服务器繁忙，请稍后重试。', en: 'The server is busy. Try again later.' }, 10);
    default:
      return failurePage(500, {
        zh: '服务器出错，请稍后重试。',
        en: 'Something went wrong on the server. Try again later.',
      });
  }
}

function tooMany(seconds: number): AccountPage {
  const minutes = Math.ceil(seconds / 60);
  const words = {
    zh: `尝试次数过多，请在 ${minutes} 分钟后重试。`,
    en: `Too many tries. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  };
  return failurePage(429, words, seconds);
}
