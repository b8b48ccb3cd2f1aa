import { invalidFields } from '../errors.ts';
import type { WebhookSender, WebhookUrlProblem } from '../ports.ts';

const rules: Record<WebhookUrlProblem, string> = {
  malformed: '必须是完整的网址',
  'not-http': '必须以 https:// 或 http:// 开头',
  'not-https': '生产环境必须使用 https',
  'has-credentials': '不能包含用户名或密码',
  'address-refused': '不能是内网、本机或其他保留地址',
};

/** Throws `request.invalid_fields` for a URL that webhooks may not go to, as far as its text tells. */
export function refuseUrl(sender: Pick<WebhookSender, 'findUrlProblem'>, url: string): void {
  const problem = sender.findUrlProblem(url);
  if (problem) throw invalidFields({ field: 'url', label: '接收地址', rule: rules[problem] });
}
