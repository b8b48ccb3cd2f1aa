import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, anyRequest } from '../../document-errors.ts';
import { exact } from '../../document-schemas.ts';
import { signature, succeeded } from './envelope.ts';

const EmailVerified = succeeded(exact({ emailVerified: Type.Literal(true) }));

const verifyEmail = {
  summary: { zh: '验证邮箱', en: 'Prove an e-mail address' },
  description: {
    zh: '注册邮件中的链接（B6）。浏览器（Accept: text/html）先看到一个按钮，点击（POST）后验证；其他调用直接验证。',
    en: 'The link that a registration mails (B6). A browser (Accept: text/html) is asked for a click, whose POST proves; any other call proves at once.',
  },
  clause: 'B6',
  access: 'open',
  reads: false,
  answer: EmailVerified,
  otherAnswers: [
    { status: 200, words: { zh: '给浏览器的页面', en: 'A page, for browsers' }, contentType: 'text/html' },
    {
      status: 400,
      words: { zh: '链接已用过或过期的页面', en: 'A page: the link is used up' },
      contentType: 'text/html',
    },
  ],
  example: {
    query: { token: 'WhatTheLinkEndsWith' },
    answer: { code: 200, msg: 'success', data: { emailVerified: true } },
  },
  errors: [...anyRequest, 'email_proof.wrong', 'identifier.taken'],
} as const satisfies OperationDocument;

/** blog §1.1, and the link of B6. */
export const serviceOperations = {
  'GET /blogapi/service/captcha': {
    summary: { zh: '图片验证码', en: 'A captcha' },
    description: {
      zh: '返回 svg 图片。验证码与 cookie 绑定；没有 cookie 的客户端把 `X-Captcha-Id` 作为 `captcha_id` 送回（B5）。',
      en: 'An SVG picture, bound to a cookie; a client without cookies echoes `X-Captcha-Id` as `captcha_id` (B5).',
    },
    clause: 'blog §1.1.1, B5, R8',
    access: 'signed',
    reads: true,
    answer: {
      status: 200,
      words: { zh: 'svg 图片', en: 'An SVG picture' },
      contentType: 'image/svg+xml',
      headers: {
        'X-Captcha-Id': {
          words: { zh: '验证码编号', en: 'The number of the captcha' },
          pattern: '^\\S{1,64}$',
        },
        'Set-Cookie': {
          words: { zh: '把浏览器与验证码绑定', en: 'Binds the browser to the captcha' },
          pattern: 'portico_captcha=.*HttpOnly',
        },
      },
    },
    example: { query: { width: 120, height: 44 } },
    errors: [...anyRequest, 'request.invalid_fields', ...signature, 'request.too_many'],
  },
  'GET /blogapi/verify-email': verifyEmail,
  'POST /blogapi/verify-email': {
    ...verifyEmail,
    summary: { zh: '验证邮箱（POST）', en: 'Prove an e-mail address (POST)' },
    example: { body: verifyEmail.example.query, answer: verifyEmail.example.answer },
    errors: [...anyBody, 'email_proof.wrong', 'identifier.taken'],
  },
} as const satisfies Record<string, OperationDocument>;
