import type { ErrorCode, ErrorKind } from '../core/errors.ts';
import type { Words } from '../http/language.ts';

/** One failure: its HTTP status, its short name, and what to do about it. */
export interface ProblemText {
  status: number;
  title: Words;
  detail: Words;
}

/** What only the doors meet: answered by kind, should it ever come here. */
type DoorCode = Extract<
  ErrorCode,
  | `signature.${string}`
  | `sms.${string}`
  | `email.${string}`
  | `code.${string}`
  | 'api_token.wrong'
  | 'email_proof.wrong'
  | 'feedback.reply_not_found'
  | 'session.cannot_sign'
  | 'internal'
>;

function problem(
  status: number,
  en: [title: string, detail: string],
  zh: [title: string, detail: string],
): ProblemText {
  return { status, title: { en: en[0], zh: zh[0] }, detail: { en: en[1], zh: zh[1] } };
}

/** Said where a code has no words of its own. */
export const kindTexts: Record<ErrorKind, ProblemText> = {
  invalid: problem(
    400,
    ['The request cannot be understood', 'Check what was sent against the API reference.'],
    ['请求有误', '请对照接口文档检查请求内容。'],
  ),
  unauthenticated: problem(
    401,
    ['Not signed in', 'Sign in, or send an API key.'],
    ['尚未登录', '请先登录，或在请求中带上 API 密钥。'],
  ),
  forbidden: problem(
    403,
    ['Not allowed', 'Ask an owner of this server to do it, or to give you the right.'],
    ['没有权限', '请联系所有者操作，或由其授予相应权限。'],
  ),
  not_found: problem(
    404,
    ['Not found', 'It may have been deleted meanwhile: reload the list.'],
    ['未找到', '可能已被删除，请刷新列表。'],
  ),
  conflict: problem(
    409,
    ['Conflict', 'It conflicts with what is there already.'],
    ['内容冲突', '与已有内容冲突，请修改后重试。'],
  ),
  rate_limited: problem(429, ['Too many tries', 'Wait a moment and try again.'], ['操作过于频繁', '请稍候再试。']),
  unavailable: problem(
    503,
    ['Temporarily unavailable', 'Nothing was changed. Try again in a moment.'],
    ['暂时不可用', '没有任何改动，请稍后重试。'],
  ),
  internal: problem(
    500,
    ['Internal error', 'Something went wrong on the server. Its log has the details under the request id.'],
    ['服务器内部错误', '服务器出错了，详情请凭请求编号查看服务器日志。'],
  ),
};

const wrongOwnPassword = problem(
  401,
  ['Wrong password', 'This is not your current password. Try again.'],
  ['密码错误', '与您当前的密码不符，请重新输入。'],
);

/** Where a code means less than it does elsewhere, by the routes that it is said at. */
export const textsOfRoutes: ReadonlyArray<readonly [route: RegExp, texts: Partial<Record<ErrorCode, ProblemText>>]> = [
  [
    /^POST \/session$/,
    {
      'right.missing': problem(
        403,
        ['This account cannot use the console', 'Only owners and admins can sign in to the console.'],
        ['此账号不能登录控制台', '只有所有者和管理员可以登录控制台。'],
      ),
    },
  ],
  // Whoever is signed in gives the password alone.
  [/^POST \/(?:session\/(?:confirmation|password)|vault\/\d+\/reveal)$/, { 'password.wrong': wrongOwnPassword }],
];

/** Said where the answer to a commit was lost. */
export const keptOrNotText: ProblemText = problem(
  503,
  ['The database does not answer', 'Whether it was done is not known: look before you try again.'],
  ['数据库暂不可用', '无法确定操作是否已完成，请先查看结果再决定是否重试。'],
);

/** The words of each code. */
export const problemTexts: Record<Exclude<ErrorCode, DoorCode>, ProblemText> = {
  'request.malformed': problem(
    400,
    ['Malformed request', 'The body or the URL cannot be read: send valid JSON in UTF-8, without repeated names.'],
    ['请求格式错误', '无法解析请求内容或网址，请发送 UTF-8 编码的合法 JSON。'],
  ),
  'request.not_json': problem(
    415,
    ['Not JSON', 'Send the body as application/json.'],
    ['请求不是 JSON', '请以 application/json 发送请求内容。'],
  ),
  'request.compressed': problem(
    415,
    ['The body is compressed', 'Send it as it is, without Content-Encoding.'],
    ['请求内容经过压缩', '请发送未压缩的内容，不要带 Content-Encoding。'],
  ),
  'request.too_large': problem(
    413,
    ['Too large', 'What was sent is larger than this route accepts.'],
    ['内容过大', '发送的内容超出了允许的大小。'],
  ),
  'request.unknown_path': problem(
    404,
    ['No such path', 'The API reference at /management/docs lists every path.'],
    ['没有这个接口', '全部接口见 /management/docs。'],
  ),
  'request.method_not_allowed': problem(
    405,
    ['No such method here', 'The Allow header names the methods of this path.'],
    ['该接口不支持此方法', '可用的方法见响应头 Allow。'],
  ),
  'request.invalid_fields': problem(
    400,
    ['Some fields are not right', 'Correct the marked fields.'],
    ['部分内容不符合要求', '请修改标出的字段。'],
  ),
  'request.too_many': problem(
    429,
    ['Too many requests', 'Wait a moment and try again.'],
    ['请求过于频繁', '请稍候再试。'],
  ),
  'request.version_missing': problem(
    428,
    ['If-Match is missing', 'Read it first and send its ETag as If-Match, so that nobody’s change is overwritten.'],
    ['缺少 If-Match', '请先读取最新内容，并以其 ETag 作为 If-Match 提交，避免覆盖他人的修改。'],
  ),
  'request.version_changed': problem(
    412,
    ['Changed meanwhile', 'Somebody changed it since you read it. Reload and make your change again.'],
    ['内容已被他人修改', '在您打开之后，内容已被修改。请刷新后重新操作。'],
  ),
  'request.in_progress': problem(
    409,
    [
      'The same request is still being answered',
      'Another request with this Idempotency-Key has not ended. If it was cut off, look whether it was done, then use a new key.',
    ],
    ['相同的请求正在处理', '使用此幂等键的请求尚未结束。若上次请求曾中断，请先确认是否已完成，再使用新的幂等键。'],
  ),
  'request.key_reused': problem(
    422,
    ['The Idempotency-Key was used for something else', 'Use a new key for each new request.'],
    ['幂等键已用于其他请求', '请为每个新请求使用新的幂等键。'],
  ),
  'request.forged': problem(
    403,
    ['The request did not come from the console', 'Reload the page. Programs should use an API key.'],
    ['请求并非来自控制台', '请刷新页面后重试；程序请使用 API 密钥。'],
  ),
  'session.missing': problem(
    401,
    ['Not signed in', 'Sign in, or send an API key as `Authorization: Bearer …`.'],
    ['尚未登录', '请先登录；程序请以 Authorization: Bearer 发送 API 密钥。'],
  ),
  'session.invalid': problem(401, ['The session is not valid', 'Sign in again.'], ['登录状态无效', '请重新登录。']),
  'session.expired': problem(401, ['The session has expired', 'Sign in again.'], ['登录已过期', '请重新登录。']),
  'session.revoked': problem(
    401,
    ['The session has ended', 'It was signed out, or the account was changed. Sign in again.'],
    ['登录已失效', '会话已被结束，或账号状态已变化，请重新登录。'],
  ),
  'session.not_found': problem(
    404,
    ['No such session', 'It may have ended already: reload the list.'],
    ['没有这个会话', '可能已经结束，请刷新列表。'],
  ),
  'api_key.wrong': problem(
    401,
    ['The API key is not valid', 'It is unknown, revoked or expired. An owner can make a new one.'],
    ['API 密钥无效', '密钥不存在、已吊销或已过期，请由所有者新建。'],
  ),
  'api_key.not_found': problem(404, ['No such API key', 'Reload the list.'], ['没有这个 API 密钥', '请刷新列表。']),
  'right.missing': problem(
    403,
    ['Not allowed', 'Your role, or this API key, lacks the right for it. An owner can give it.'],
    ['没有权限', '您的角色或此 API 密钥没有这项权限，请联系所有者。'],
  ),
  'account.unknown': problem(
    401,
    ['Wrong account or password', 'Check both and try again.'],
    ['账号或密码错误', '请检查后重试。'],
  ),
  'account.waiting': problem(
    403,
    ['The account waits for approval', 'An admin or owner can approve it.'],
    ['账号等待审核', '请联系管理员审核。'],
  ),
  'account.rejected': problem(
    403,
    ['The account was rejected', 'An admin or owner can approve it after all.'],
    ['账号审核未通过', '请联系管理员。'],
  ),
  'account.frozen': problem(
    403,
    ['The account is frozen', 'An admin or owner can thaw it.'],
    ['账号已冻结', '请联系管理员解冻。'],
  ),
  'account.not_found': problem(
    404,
    ['No such account', 'It may have been deleted meanwhile: reload the list.'],
    ['没有这个账号', '可能已被删除，请刷新列表。'],
  ),
  'account.last_owner': problem(
    409,
    ['This is the last owner', 'Make somebody else an owner first.'],
    ['这是最后一位所有者', '请先将另一个账号设为所有者。'],
  ),
  'account.protected': problem(
    403,
    ['Only an owner may do this', 'The account belongs to an admin or owner: ask an owner.'],
    ['仅所有者可以操作', '这是管理员或所有者的账号，请联系所有者操作。'],
  ),
  'account.email_unverified': problem(
    409,
    ['No verified e-mail', 'The account has no e-mail address that its owner verified: hand over a link instead.'],
    ['没有已验证的邮箱', '该账号没有经本人验证的邮箱，请改为生成链接并转交本人。'],
  ),
  'account.wrong_status': problem(
    409,
    ['Not in this state', 'The account is not in the state that this begins from: reload it.'],
    ['当前状态不支持此操作', '账号状态可能已变化，请刷新后重试。'],
  ),
  'identifier.taken': problem(
    409,
    ['Already in use', 'Another account has this phone, e-mail or handle.'],
    ['已被使用', '该手机号、邮箱或用户名已属于另一个账号。'],
  ),
  'password.wrong': problem(
    401,
    ['Wrong account or password', 'Check both and try again.'],
    ['账号或密码错误', '请检查后重试。'],
  ),
  'password.confirmation_needed': problem(
    403,
    ['Give your password again', 'This needs your password, given in the last 5 minutes: POST /session/confirmation.'],
    ['请再次输入密码', '此操作需要在 5 分钟内输入过密码。'],
  ),
  'password.own': problem(
    403,
    ['This is your own account', 'Change your own password under “My account”, with the current one.'],
    ['这是您自己的账号', '请在“我的账号”中凭当前密码修改密码。'],
  ),
  'password.too_many_tries': problem(
    429,
    ['Too many tries', 'Wait a moment before the next try.'],
    ['尝试次数过多', '请稍候再试。'],
  ),
  'password.locked': problem(
    429,
    ['Locked after too many wrong passwords', 'Wait, or let an admin or owner unlock the account.'],
    ['密码错误次数过多，已锁定', '请稍后再试，或联系管理员解锁。'],
  ),
  'request.overloaded': problem(
    503,
    ['Too much is being sent at once', 'Try again in a moment.'],
    ['同时发送的内容过多', '请稍后重试。'],
  ),
  'password.overloaded': problem(
    503,
    ['Too many sign-ins at once', 'Try again in a moment.'],
    ['登录人数过多', '请稍后重试。'],
  ),
  'captcha.wrong': problem(
    400,
    ['The picture was not read correctly', 'Type the characters of the new picture.'],
    ['验证码错误', '请输入新图片中的字符。'],
  ),
  'captcha.required': problem(
    400,
    ['A captcha is needed', 'After several wrong passwords, type the characters in the picture as well.'],
    ['需要验证码', '密码多次输入错误，请一并输入图片中的字符。'],
  ),
  'reset_link.wrong': problem(
    400,
    ['The link is not valid any more', 'It was used, replaced or is older than a day. Ask for a new one.'],
    ['链接已失效', '链接已被使用、被新链接替代或已超过 24 小时，请索取新的链接。'],
  ),
  'release.none': problem(
    404,
    ['There is no release yet', 'Publish the first one.'],
    ['尚未发布任何版本', '请先发布一个版本。'],
  ),
  'release.not_found': problem(
    404,
    ['No such release', 'It may have been withdrawn: reload the list.'],
    ['没有这个版本', '可能已被撤回，请刷新列表。'],
  ),
  'release.version_taken': problem(
    409,
    [
      'The version is taken',
      'It exists with another file, with other notes, channel or rollout, or was withdrawn. Change what is there, or publish a new version.',
    ],
    [
      '该版本号已被使用',
      '已有同号版本，其文件、说明、渠道或灰度比例不同，或已被撤回。请修改已有版本，或使用新的版本号。',
    ],
  ),
  'release.path_taken': problem(
    409,
    ['Another version has this download path', 'Rename the file, or choose another version.'],
    ['下载路径已被其他版本占用', '请更换文件名或版本号。'],
  ),
  'push_device.not_found': problem(404, ['No such device', 'Reload the list.'], ['没有这台设备', '请刷新列表。']),
  'push.not_found': problem(404, ['No such push', 'Reload the list.'], ['没有这条推送', '请刷新列表。']),
  'push.already_sent': problem(
    409,
    ['The push has gone out already', 'What was sent can neither be changed nor cancelled.'],
    ['推送已发出', '已发出的推送不能修改或取消。'],
  ),
  'push.cancelled': problem(
    409,
    ['The push was cancelled', 'It never goes out: write a new one.'],
    ['推送已取消', '已取消的推送不会再发出，请新建一条。'],
  ),
  'job.not_found': problem(
    404,
    ['No such job', 'It may have been done or discarded meanwhile: reload the list.'],
    ['没有这个任务', '可能已经完成或被丢弃，请刷新列表。'],
  ),
  'job.not_dead': problem(
    409,
    ['The job was not given up', 'Somebody has replayed it already: it waits, or is being done.'],
    ['该任务并未失败', '已有人重新执行，任务正在等待或执行中。'],
  ),
  'job.not_waiting': problem(
    409,
    ['The job does not wait', 'It is being done at this moment, or was given up: reload the list.'],
    ['该任务不在等待', '任务正在执行，或已彻底失败，请刷新列表。'],
  ),
  'job.unreadable': problem(
    409,
    [
      'What the job carries cannot be opened',
      'It was sealed under a root key that is not configured any more. Configure that key again, or discard the job.',
    ],
    ['任务内容无法解密', '加密所用的根密钥已不在配置中。请重新配置该密钥，或丢弃此任务。'],
  ),
  'faq.not_found': problem(404, ['No such question', 'Reload the list.'], ['没有这个问题', '请刷新列表。']),
  'feedback.not_found': problem(
    404,
    ['No such feedback', 'Its author may have deleted it: reload the list.'],
    ['没有这条反馈', '可能已被提交者删除，请刷新列表。'],
  ),
  'feedback.category_not_found': problem(
    404,
    ['No such category', 'Reload the list.'],
    ['没有这个分类', '请刷新列表。'],
  ),
  'feedback.category_taken': problem(
    409,
    ['The category exists already', 'Choose another name.'],
    ['分类已存在', '请换一个名称。'],
  ),
  'canned_answer.not_found': problem(
    404,
    ['No such canned answer', 'Reload the list.'],
    ['没有这条常用回复', '请刷新列表。'],
  ),
  'webhook.not_found': problem(404, ['No such webhook', 'Reload the list.'], ['没有这个接收端', '请刷新列表。']),
  'webhook.too_many': problem(
    409,
    ['Too many webhooks', 'There can be 50. Remove one that nobody needs any more.'],
    ['接收端过多', '最多 50 个，请先删除不再使用的接收端。'],
  ),
  'webhook.paused': problem(
    409,
    ['The webhook is paused', 'Resume it first, then send again.'],
    ['接收端已暂停', '请先恢复，再重新投递。'],
  ),
  'webhook.delivery_not_found': problem(
    404,
    ['No such delivery', 'Deliveries are kept for 30 days. Reload the list.'],
    ['没有这条投递记录', '投递记录保留 30 天，请刷新列表。'],
  ),
  'webhook.delivery_waiting': problem(
    409,
    ['It is on its way already', 'Wait for the next attempt; the log tells what comes of it.'],
    ['这条消息正在投递', '请等待下一次尝试，结果会出现在投递记录中。'],
  ),
  'vault.entry_taken': problem(
    409,
    ['The pin is in the vault already', 'Search for it and put the new keys there.'],
    ['该 pin 已在密钥库中', '请搜索该账号，在其中更新密钥。'],
  ),
  'vault.entry_not_found': problem(
    404,
    ['No such vault entry', 'Reload the list.'],
    ['密钥库中没有这个账号', '可能已被删除，请刷新列表。'],
  ),
  'licence.not_found': problem(404, ['No such licence', 'Reload the list.'], ['没有这个许可证', '请刷新列表。']),
  'licence.taken': problem(
    409,
    ['Already in use', 'The number exists, or the licence or the account is bound already.'],
    ['已被使用', '许可证号已存在，或许可证、账号已有绑定。'],
  ),
  'licence.revoked': problem(
    409,
    ['The licence is revoked', 'A revoked licence stays revoked. Make a new one.'],
    ['许可证已吊销', '吊销后不可恢复，请新建许可证。'],
  ),
  'setting.fixed': problem(
    409,
    ['The environment decides this setting', 'Remove the environment variable, or change it there and restart.'],
    ['该设置由环境变量指定', '请修改环境变量并重启，或移除该环境变量。'],
  ),
  'signing_key.ended': problem(
    409,
    ['The key has ended', 'A disabled or expired key has no successor: create a new one.'],
    ['该密钥已失效', '已停用或已到期的密钥无法轮换，请新建密钥。'],
  ),
  'signing_key.not_found': problem(
    404,
    ['No such signing key', 'Reload the list.'],
    ['没有这个签名密钥', '请刷新列表。'],
  ),
  'former.unavailable': problem(
    503,
    ['The former back end does not answer', 'Try again in a moment; if it lasts, look whether it is running.'],
    ['旧系统暂无响应', '请稍后重试；如一直如此，请检查旧系统是否在运行。'],
  ),
  'database.unavailable': problem(
    503,
    [
      'The database does not answer',
      'Nothing was changed. Try again in a moment; if it lasts, look whether the disk is full.',
    ],
    ['数据库暂不可用', '没有任何改动，请稍后重试；如一直如此，请检查磁盘是否已满。'],
  ),
  'storage.unavailable': problem(
    503,
    ['The file storage does not answer', 'Nothing was changed. Check the disk, then try again.'],
    ['文件存储暂不可用', '没有任何改动，请检查磁盘后重试。'],
  ),
};

/** Rules that the core tells in Chinese, in English. */
export const ruleTexts: Readonly<Record<string, string>> = {
  '1~64 位字母、数字或 . + _ -，以字母或数字开头，不能含有 ..':
    '1 to 64 letters, digits or . + _ -, beginning with a letter or digit, without ..',
  必须是完整的网址: 'It must be a whole URL, such as https://example.com/webhooks.',
  '必须以 https:// 或 http:// 开头': 'It must begin with https:// or http://.',
  '生产环境必须使用 https': 'In production it must be https.',
  不能包含用户名或密码: 'It must not hold a user name or a password.',
  '不能是内网、本机或其他保留地址': 'It must not lead to a private, local or reserved address.',
  '国家或地区代码（不带加号），或 * 表示全部': 'A calling code without the plus sign, or * for all together.',
  文件名不合法: 'The file name is not allowed.',
  不能为空: 'It must not be empty.',
  '2~32 位字母、数字、下划线或短横线，不能像手机号或邮箱':
    '2 to 32 letters, digits, _ or -, and neither like a phone nor like an e-mail.',
  只能是一行文字: 'One line.',
  '留空，或一个日期，例如 1990-01-31': 'Empty, or a day such as 1990-01-31.',
  不能像手机号或邮箱: 'It must look neither like a phone nor like an e-mail.',
  不是有效的手机号: 'It is no phone number; abroad it begins with + and the country.',
  不是有效的邮箱地址: 'It is no e-mail address.',
  '用户名、手机号、邮箱至少填写一项': 'A handle, a phone or an e-mail is needed.',
  '至少 8 位，且不能是常见密码': 'At least 8 characters, and not a common password.',
  要晚于现在: 'It must be later than now.',
  '1~4096 位，不能含有空白字符': '1 to 4096 characters without spaces.',
  '1~200 字，不能含有控制字符': '1 to 200 characters without control characters.',
  '1~200 位可见 ASCII 字符': '1 to 200 visible ASCII characters.',
  校验结果中给出的哈希值: 'A hash as a verification tells it.',
  由环境变量指定: 'The environment decides it.',
  与另一个监听端口相同: 'Another listener has this port.',
  这是您正在访问控制台的域名: 'It is the name by which you reach this console.',
  '打不开这个端口：已被占用，或没有权限':
    'This port cannot be opened: another program has it, or the right for it is missing.',
  与另一个接口的域名相同: 'Another contract has this host name.',
  '只能是 true 或 false': 'It must be true or false.',
  不在可选范围内: 'It is none of the choices.',
  不是允许范围内的整数: 'It must be a whole number within the bounds.',
  '不能为空、换行或过长': 'It must be one line, neither empty nor too long.',
  '要是以逗号分隔的国家/地区码，例如 86,852': 'It must be calling codes with commas between them, such as 86,852.',
  '要写成 86=数值,*=数值，每个国家/地区码一项，* 表示其余全部':
    'It must be written as 86=number,*=number: each calling code once, and * for all others.',
  '不是域名，例如 accounts.example.com': 'It must be a host name such as accounts.example.com.',
  '要以 http:// 或 https:// 开头，不能带参数': 'It must begin with http:// or https:// and have no query.',
  '不是时区，例如 Asia/Shanghai': 'It must be a time zone such as Asia/Shanghai.',
  '要是 #rrggbb 形式的颜色': 'It must be a colour such as #1677ff.',
  '要是 64 KiB 以内的 PNG，长宽不超过 1024 像素': 'It must be a PNG of at most 64 KiB and 1024 × 1024 pixels.',
  必须是一个文件: 'It must be one file.',
  '1~32 位小写字母、数字或 -，以字母或数字开头':
    '1 to 32 lower-case letters, digits or -, beginning with a letter or digit.',
  '0~100 的整数': 'A whole number from 0 to 100.',
  '最多 10000 个字符': 'At most 10000 characters.',
  两种方式必须且只能选一种: 'Exactly one of the two ways is needed.',
  '一次 1~1000 个': '1 to 1000 at once.',
  '一行文字，不能含有控制字符': 'One line without control characters.',
  '一行文字，不能为空，不能含有控制字符': 'One line, not empty, without control characters.',
  重复: 'It is there twice.',
  已存在: 'It exists already.',
  必须晚于生效时间: 'It must be later than the beginning.',
  '最多 500 个字符': 'At most 500 characters.',
  '许可证永久有效，无需延期': 'The licence never ends, so there is nothing to extend.',
  '空，或以 http:// 或 https:// 开头的网址': 'Empty, or an address that begins with http:// or https://.',
  '须晚于现在，且在一年之内': 'It must be later than now, and within a year.',
  没有这种任务: 'There is no such kind of job.',
  '不是带时区的日期时间，例如 2027-03-31T00:00:00+08:00':
    'It must be a date and time with its offset, such as 2027-03-31T00:00:00+08:00.',
  '要是以逗号分隔的接口，例如 POST /api/user/sendCode':
    'They must be endpoints with commas between, such as POST /api/user/sendCode.',
  '不是请求头名称，例如 X-App-Version；不能是携带凭证的请求头':
    'It must be the name of a request header, such as X-App-Version, and none that carries a credential.',
  停用时间不能早于弃用时间: 'A contract must not end before it is deprecated.',
  该接口没有其中的某个路径: 'The contract does not have all of these endpoints.',
  没有这个日期或时间: 'There is no such date or time.',
  不是本列表的游标: 'It is no cursor of this list.',
  '分类的编号，或 none': 'The id of a category, or none.',
  '带时区的时间，例如 2026-11-20T08:00:00Z': 'A time with its offset, such as 2026-11-20T08:00:00Z.',
  '账号编号，以逗号分隔，最多 1000 个': 'Ids with commas between them, at most 1000; without it, everyone.',
};
