import { defineTexts } from '../../i18n/texts.ts';

/** The words of moving in. */
export const importsTexts = defineTexts('imports', {
  zh: {
    title: '旧系统迁移',
    hint: '从旧系统导入的账号，以及还有多少人没有用旧密码登录过。',
    former: {
      title: '旧密码',
      count_one: '个账号仍是旧密码',
      count_other: '个账号仍是旧密码',
      none: '没有剩余的旧密码。',
      why: '首次登录时会用旧系统的方式核对，然后换成 Portico 自己的密码校验值。',
      door: '{{contract}}单独的旧密码：{{n}}',
    },
    sources: '旧系统',
    accounts_one: '个账号',
    accounts_other: '个账号',
    deleted: '其中 {{n}} 个之后已删除',
    last: '最近一次',
    empty: { title: '还没有导入', hint: '在服务器上运行 portico import accounts 导入旧系统的账号。' },
  },
  en: {
    title: 'Moving in',
    hint: 'Accounts of former back ends, and how many of their people have not signed in with the former password yet.',
    former: {
      title: 'Former passwords',
      count_one: 'account still has its former password',
      count_other: 'accounts still have their former password',
      none: 'No former password remains.',
      why: 'At the first sign-in it is checked as the former back end did, and replaced by Portico’s own verifier.',
      door: 'Former passwords at {{contract}} alone: {{n}}',
    },
    sources: 'Former back ends',
    accounts_one: 'account',
    accounts_other: 'accounts',
    deleted: '{{n}} of them deleted since',
    last: 'Last one',
    empty: {
      title: 'Nothing was imported yet',
      hint: 'Run portico import accounts on the server to take over the accounts of a former back end.',
    },
  },
});
