import { defineTexts } from '../../i18n/texts.ts';

/**
 * What was done, said between who did it and what it was done to: "owner — froze the account — Li Lei". By the action's
 * name in the log, as src/core/audit/actions.ts lists them.
 */
export const actionTexts = defineTexts('actions', {
  zh: {
    account: {
      created: '创建了账号',
      changed: '修改了账号资料',
      approved: '审核通过了账号',
      rejected: '拒绝了账号',
      frozen: '冻结了账号',
      activated: '启用了账号',
      'set-waiting': '将账号改为待审核',
      'role-changed': '修改了账号角色：',
      deleted: '删除了账号',
      unlocked: '解除了密码锁定：',
      'password-reset': '重置了密码：',
      'password-chosen': '设置了新密码',
      'password-refused': '验证自己的密码时输入有误',
      'reset-link-created': '生成了密码重置链接：',
      'reset-link-mailed': '发送了密码重置邮件：',
    },
    accounts: { exported: '导出了账号', generated: '批量生成了账号' },
    console: { 'sign-in-failed': '拒绝了控制台登录：' },
    session: { opened: '登录了', ended: '结束了一个会话：' },
    sessions: { ended: '结束了全部会话：' },
    release: { published: '发布了版本', changed: '修改了版本', withdrawn: '撤回了版本' },
    licence: {
      created: '创建了许可证',
      'batch-created': '批量创建了许可证',
      changed: '修改了许可证',
      bound: '绑定了许可证',
      unbound: '解绑了许可证',
      extended: '延长了许可证',
      revoked: '吊销了许可证',
    },
    faq: {
      created: '新增了常见问题',
      changed: '修改了常见问题',
      deleted: '删除了常见问题',
      reordered: '调整了常见问题的顺序',
      'category-renamed': '重命名了问题分类',
    },
    feedback: { seen: '查看了反馈', unseen: '将反馈标为未读', replied: '回复了反馈' },
    'feedback-category': {
      created: '新增了反馈分类',
      changed: '修改了反馈分类',
      deleted: '删除了反馈分类',
      emptied: '清空了反馈分类',
    },
    'canned-answer': { created: '新增了常用回复', changed: '修改了常用回复', deleted: '删除了常用回复' },
    push: {
      created: '创建了推送',
      released: '发出了推送',
      changed: '修改了推送',
      cancelled: '取消了推送',
    },
    vault: {
      created: '新增了密钥条目',
      changed: '更新了密钥条目',
      deleted: '删除了密钥条目',
      revealed: '查看了密钥',
      'reveal-refused': '因密码错误未能查看密钥：',
    },
    'panel-token': { created: '生成了面板令牌', replaced: '更换了面板令牌' },
    'signing-key': { created: '创建了签名密钥', rotated: '轮换了签名密钥', disabled: '停用了签名密钥' },
    'api-key': { created: '创建了 API 密钥', revoked: '吊销了 API 密钥' },
    settings: { changed: '修改了设置' },
    backup: { restored: '恢复了备份' },
    audit: { chained: '为旧的日志建立了校验链', exported: '导出了审计日志' },
  },
  en: {
    account: {
      created: 'created the account',
      changed: 'changed the profile of',
      approved: 'approved',
      rejected: 'rejected',
      frozen: 'froze',
      activated: 'activated',
      'set-waiting': 'set back to waiting',
      'role-changed': 'changed the role of',
      deleted: 'deleted the account',
      unlocked: 'unlocked the password of',
      'password-reset': 'reset the password of',
      'password-chosen': 'chose a new password',
      'password-refused': 'was refused, the password being wrong',
      'reset-link-created': 'made a password reset link for',
      'reset-link-mailed': 'mailed a password reset link to',
    },
    accounts: { exported: 'exported accounts', generated: 'generated accounts' },
    console: { 'sign-in-failed': 'refused a sign-in to the console:' },
    session: { opened: 'signed in', ended: 'ended a session of' },
    sessions: { ended: 'ended all sessions of' },
    release: { published: 'published the release', changed: 'changed the release', withdrawn: 'withdrew the release' },
    licence: {
      created: 'made the licence',
      'batch-created': 'made a batch of licences from',
      changed: 'changed the licence',
      bound: 'bound the licence',
      unbound: 'unbound the licence',
      extended: 'extended the licence',
      revoked: 'revoked the licence',
    },
    faq: {
      created: 'added the question',
      changed: 'changed the question',
      deleted: 'deleted the question',
      reordered: 'reordered the questions',
      'category-renamed': 'renamed a category of questions',
    },
    feedback: {
      seen: 'opened the feedback',
      unseen: 'marked as unread the feedback',
      replied: 'answered the feedback',
    },
    'feedback-category': {
      created: 'added the feedback category',
      changed: 'changed the feedback category',
      deleted: 'deleted the feedback category',
      emptied: 'emptied the feedback category',
    },
    'canned-answer': {
      created: 'added the canned answer',
      changed: 'changed the canned answer',
      deleted: 'deleted the canned answer',
    },
    push: {
      created: 'made the push',
      released: 'sent the push',
      changed: 'changed the push',
      cancelled: 'cancelled the push',
    },
    vault: {
      created: 'added the vault entry',
      changed: 'changed the vault entry',
      deleted: 'deleted the vault entry',
      revealed: 'revealed the keys of the vault entry',
      'reveal-refused': 'was refused, the password being wrong, the keys of the vault entry',
    },
    'panel-token': { created: 'made the panel token', replaced: 'replaced the panel token' },
    'signing-key': {
      created: 'made the signing key',
      rotated: 'rotated the signing key',
      disabled: 'disabled the signing key',
    },
    'api-key': { created: 'made the API key', revoked: 'revoked the API key' },
    settings: { changed: 'changed the settings' },
    backup: { restored: 'restored a backup' },
    audit: { chained: 'chained the older entries of this log', exported: 'exported this log' },
  },
});

/** Whether both languages have words for an action. */
export function hasWords(action: string): boolean {
  const [kind = '', done = '', ...more] = action.split('.');
  const kinds: Record<string, object> = actionTexts.zh;
  return more.length === 0 && Object.hasOwn(kinds, kind) && Object.hasOwn(kinds[kind] as object, done);
}
