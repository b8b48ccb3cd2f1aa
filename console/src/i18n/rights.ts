import type { Right } from '../../../src/core/rights.ts';
import { defineTexts } from './texts.ts';

/** `accounts` of `accounts:read`. */
export type AreaOf<R> = R extends `${infer Area}:${string}` ? Area : never;
/** `read` of `accounts:read`. */
export type VerbOf<R> = R extends `${string}:${infer Verb}` ? Verb : never;

/** What the rights are about, and what they let somebody do. */
export const rightsTexts = defineTexts('rights', {
  zh: {
    area: {
      accounts: '账号',
      roles: '角色',
      releases: '版本发布',
      licences: '许可证',
      messages: '消息与反馈',
      pushes: '推送',
      jobs: '任务队列',
      codes: '验证码',
      vault: '密钥库',
      keys: '密钥管理',
      webhooks: '事件通知',
      settings: '设置',
      audit: '审计日志',
      dashboard: '概览',
    } satisfies Record<AreaOf<Right>, string>,
    verb: { read: '查看', write: '管理', reveal: '查看密钥内容' } satisfies Record<VerbOf<Right>, string>,
    both: '{{area}}：{{verb}}',
  },
  en: {
    area: {
      accounts: 'Accounts',
      roles: 'Roles',
      releases: 'Releases',
      licences: 'Licences',
      messages: 'Messages and feedback',
      pushes: 'Pushes',
      jobs: 'Queue',
      codes: 'One-time codes',
      vault: 'Vault',
      keys: 'Keys',
      webhooks: 'Webhooks',
      settings: 'Settings',
      audit: 'Audit log',
      dashboard: 'Dashboard',
    },
    verb: { read: 'view', write: 'manage', reveal: 'reveal keys' },
    both: '{{area}}: {{verb}}',
  },
});
