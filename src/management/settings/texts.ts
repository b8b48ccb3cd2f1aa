import { contractNames } from '../../contracts/names.ts';
import type { ContractName } from '../../core/core.ts';
import type { CommonSettings } from '../../core/runtime-settings/definitions.ts';
import type { SettingName } from '../../core/runtime-settings/runtime-settings.ts';
import type { Words } from '../../http/language.ts';

/** What a setting is called, and what it does. */
export interface SettingTexts {
  title: Words;
  hint: Words;
}

function texts(en: [title: string, hint: string], zh: [title: string, hint: string]): SettingTexts {
  return { title: { en: en[0], zh: zh[0] }, hint: { en: en[1], zh: zh[1] } };
}

type CommonName = Extract<SettingName, `${ContractName}.${keyof CommonSettings}`>;

const enabled = texts(
  ['On', 'When off, its paths answer 404 and its programs cannot work.'],
  ['启用', '停用后，该接口的所有路径返回 404，对应的程序将无法使用。'],
);
const hardened = texts(
  [
    'Hardened',
    'One answer for unknown accounts and wrong passwords; new passwords need 8 characters and must not be common ones.',
  ],
  ['加固模式', '账号不存在与密码错误返回相同结果；新密码至少 8 位，且不能是常见密码。'],
);
const hostName = texts(
  ['Host name', 'All that is asked under this host name belongs to this contract alone.'],
  ['独立域名', '通过此域名访问的请求全部归该接口处理。'],
);
const port = texts(
  ['Own port', 'A port of its own besides the main one.'],
  ['独立端口', '除主端口外，为该接口单独监听的端口。'],
);
const deprecatedAt = texts(
  ['Deprecated from', 'Every answer says so from now on (Deprecation, RFC 9745); a date to come announces it.'],
  ['弃用时间', '设置后，所有响应都会带上 Deprecation 响应头（RFC 9745）；可以是将来的时间。'],
);
const sunsetAt = texts(
  ['Ends at', 'Every answer says so (Sunset, RFC 8594). Nothing is closed by itself: turn the contract off for that.'],
  ['停用时间', '设置后，所有响应都会带上 Sunset 响应头（RFC 8594）。到期不会自动停用，需要手动关闭该接口。'],
);
const sunsetLink = texts(
  ['More about the end', 'A page that answers link to beside those dates.'],
  ['停用说明页', '说明停用安排的网页，与上述时间一起写入响应的 Link 头。'],
);
const deprecatedEndpoints = texts(
  ['Only these endpoints', 'The dates are about these alone, such as POST /api/user/sendCode; none: about all.'],
  ['仅限这些路径', '上述时间只针对这些路径，例如 POST /api/user/sendCode；留空表示整个接口。'],
);
const versionHeader = texts(
  ['Version header', 'In which its programs tell their version, such as X-App-Version; none: User-Agent.'],
  ['版本请求头', '程序用来标明版本的请求头，例如 X-App-Version；留空则看 User-Agent。'],
);

const common = Object.fromEntries(
  contractNames.flatMap((contract) => [
    [`${contract}.enabled`, enabled],
    [`${contract}.hardened`, hardened],
    [`${contract}.hostName`, hostName],
    [`${contract}.port`, port],
    [`${contract}.deprecatedAt`, deprecatedAt],
    [`${contract}.sunsetAt`, sunsetAt],
    [`${contract}.sunsetLink`, sunsetLink],
    [`${contract}.deprecatedEndpoints`, deprecatedEndpoints],
    [`${contract}.versionHeader`, versionHeader],
  ]),
) as Record<CommonName, SettingTexts>;

/** The words of every setting. */
export const settingTexts: Readonly<Record<SettingName, SettingTexts>> = {
  ...common,
  'server.host': texts(
    ['Listening address', 'Where the server listens; only the environment can say it.'],
    ['监听地址', '服务器监听的地址，只能通过环境变量设置。'],
  ),
  'server.port': texts(
    ['Main port', 'Serves every contract by its paths; only the environment can say it.'],
    ['主端口', '按路径提供全部接口，只能通过环境变量设置。'],
  ),
  'server.consolePort': texts(
    [
      'Console port',
      'A port for this console and its API alone; the main port is without them then. Environment only.',
    ],
    ['控制台端口', '控制台及其接口的独立端口；设置后主端口不再提供控制台。只能通过环境变量设置。'],
  ),
  'server.consoleAddress': texts(
    [
      'Console listening address',
      'Where the console port listens, such as 127.0.0.1; only the environment can say it.',
    ],
    ['控制台监听地址', '控制台端口监听的地址，例如 127.0.0.1，只能通过环境变量设置。'],
  ),
  'server.publicUrl': texts(
    ['Public address', 'How clients reach this server. Links in mails and download addresses begin with it.'],
    ['公网地址', '客户端访问本服务器的地址，用于邮件中的链接和下载地址。'],
  ),
  'server.privateWebhooks': texts(
    [
      'Webhooks to private addresses',
      'Whether webhooks may go to addresses of this network and this machine, and without https. Environment only.',
    ],
    ['允许推送到内网地址', '事件通知是否可以发往内网和本机地址，并可不使用 https。只能通过环境变量设置。'],
  ),
  'server.timeZone': texts(
    ['Time zone', 'In which contracts print their times.'],
    ['时区', '各接口按此时区返回时间。'],
  ),
  'staff.approvalRequired': texts(
    ['Approval of sign-ups', 'When off, whoever signs up gets in at once, without approval.'],
    ['注册需要审核', '关闭后，新注册的员工无需审核即可登录。'],
  ),
  'blog.signature': texts(
    ['Signatures', 'Whether each request must be signed; optional lets unsigned ones in.'],
    ['请求签名', '设为可选时，未签名的请求也会被接受。'],
  ),
  'blog.verifiedEmailRequired': texts(
    ['Verified e-mail', 'When on, nobody signs in before the e-mail is verified.'],
    ['必须验证邮箱', '开启后，邮箱未验证的账号不能登录。'],
  ),
  'limits.codesPerRecipientHour': texts(
    ['Codes per recipient and hour', 'How many codes one phone or e-mail is sent in an hour; one a minute at most.'],
    ['每个接收者每小时的验证码', '同一手机号或邮箱每小时最多收到的验证码数量；每分钟最多一条。'],
  ),
  'limits.codesPerRecipientDay': texts(
    ['Codes per recipient and day', 'How many codes one phone or e-mail is sent in 24 hours.'],
    ['每个接收者每天的验证码', '同一手机号或邮箱 24 小时内最多收到的验证码数量。'],
  ),
  'limits.codesPerAddressHour': texts(
    ['Codes per client address and hour', 'How many one-time codes one address can have sent in an hour.'],
    ['每个客户端地址每小时的验证码', '同一地址每小时最多可发送的验证码数量。'],
  ),
  'limits.codesPerAddressDay': texts(
    ['Codes per client address and day', 'In 24 hours; keeps one address from using up the daily ceiling.'],
    ['每个客户端地址每天的验证码', '同一地址 24 小时内最多可发送的数量，避免一个地址耗尽每日费用上限。'],
  ),
  'limits.codesPerPrefixHour': texts(
    [
      'Codes per number segment and hour',
      'How many codes go to numbers with the same first digits in an hour; slows SMS pumping.',
    ],
    ['每个号段每小时的验证码', '同一号段每小时最多可发送的验证码数量，用于防范短信盗刷。'],
  ),
  'limits.codesPerCountryHour': texts(
    ['SMS per calling code and hour', 'Such as 86=2000,*=100, where * is every other one by itself; 0 is no limit.'],
    ['每个国家/地区每小时的短信', '例如 86=2000,*=100，* 表示其余每个国家/地区；0 表示不限。'],
  ),
  'limits.smsCountries': texts(
    ['Calling codes served', 'SMS go to these alone, such as 86,852; none: to all.'],
    ['可发送的国家/地区', '只向这些国家/地区码发送短信，例如 86,852；留空表示全部。'],
  ),
  'limits.smsPrices': texts(
    ['Price of an SMS', 'By calling code, in your currency, such as 86=0.045,1=0.06,*=0.5.'],
    ['短信单价', '按国家/地区码填写，单位为您的结算货币，例如 86=0.045,1=0.06,*=0.5。'],
  ),
  'limits.smsDailyCeiling': texts(
    ['SMS ceiling per day', 'What SMS may cost on one day, in the currency of the prices; 0 is no ceiling.'],
    ['每日短信费用上限', '每天的短信费用不超过此金额，货币与单价相同；0 表示不设上限。'],
  ),
  'limits.smsBreakerMinimum': texts(
    ['Breaker: judges from', 'How many SMS to new numbers of a calling code must have been sent; 0 turns it off.'],
    ['熔断：起算数量', '某国家/地区向新号码发出的短信达到此数量才判断；0 表示关闭。'],
  ),
  'limits.smsBreakerPercent': texts(
    ['Breaker: opens below (%)', 'Fewer codes than this typed in stop SMS to new numbers of that calling code.'],
    ['熔断：验证率下限（%）', '验证率低于此值时，暂停向该国家/地区的新号码发送短信。'],
  ),
  'limits.smsBreakerOverallMinimum': texts(
    ['Overall breaker: judges from', 'The same over all calling codes together; 0 turns it off.'],
    ['总熔断：起算数量', '所有国家/地区合计的起算数量；0 表示关闭。'],
  ),
  'limits.smsBreakerOverallPercent': texts(
    ['Overall breaker: opens below (%)', 'Lower than that of a single calling code, since it stops them all.'],
    ['总熔断：验证率下限（%）', '会暂停所有国家/地区，因此应低于单个国家/地区的下限。'],
  ),
  'limits.smsBreakerWindowHours': texts(
    ['Breakers look back (hours)', 'How far back sent and typed-in codes are compared.'],
    ['熔断：统计时长（小时）', '对比最近多少小时内发送和验证的数量。'],
  ),
  'limits.smsBreakerPauseMinutes': texts(
    ['Breakers pause (minutes)', 'How long nothing is sent before a few codes are let through on trial.'],
    ['熔断：暂停时长（分钟）', '暂停多久之后开始试发少量短信。'],
  ),
  'limits.smsBreakerTrials': texts(
    ['Codes on trial', 'How many are let through after the pause; where too few are typed in, it pauses again.'],
    ['熔断：试发数量', '暂停结束后试发的数量；验证率仍不足时再次暂停。'],
  ),
  'limits.passwordFailuresPerAddress': texts(
    [
      'Wrong passwords per address, in 10 minutes',
      'Over all accounts; raise it where many people share one address. Each account has its own limits besides.',
    ],
    ['每个地址每 10 分钟的密码错误次数', '按地址统计所有账号；多人共用一个出口地址时可以调高。每个账号另有独立限制。'],
  ),
  'limits.captchasPerAddressMinute': texts(
    ['Captchas per address and minute', 'How many captcha pictures one address can ask for in a minute.'],
    ['每个地址每分钟的图形验证码', '同一地址每分钟最多可获取的图形验证码数量。'],
  ),
  'limits.heartbeatOverdueMinutes': texts(
    ['Overdue heartbeat (minutes)', 'A desktop device that was silent for so long is marked.'],
    ['心跳超时（分钟）', '桌面端设备超过此时间没有心跳即标记为失联。'],
  ),
  'limits.vaultKeyMaxAgeDays': texts(
    ['Age of vault keys (days)', 'Older keys are marked as due; 0 never marks any.'],
    ['密钥库更换期限（天）', '超过此天数未更新的密钥会标记为待更换；0 表示不标记。'],
  ),
  'security.newSignInMail': texts(
    [
      'Mail about new devices',
      'People are told by e-mail when their account is signed in to from a device it does not know.',
    ],
    ['新设备登录提醒', '账号在未知设备上登录时，向已验证的邮箱发送提醒邮件。'],
  ),
  'branding.nameZh': texts(
    ['Product name (Chinese)', 'What this console is called in Chinese.'],
    ['产品名称（中文）', '控制台在中文界面中显示的名称。'],
  ),
  'branding.nameEn': texts(
    ['Product name (English)', 'What this console is called in English.'],
    ['产品名称（英文）', '控制台在英文界面中显示的名称。'],
  ),
  'branding.accent': texts(
    ['Accent colour', 'The colour of buttons and links; the console adjusts it where it would be hard to read.'],
    ['主题色', '按钮和链接的颜色；对比度不足时控制台会自动调整。'],
  ),
  'branding.logo': texts(
    ['Logo', 'A PNG of at most 64 KiB and 1024 × 1024 pixels; square ones look best.'],
    ['徽标', '64 KiB 以内的 PNG，长宽不超过 1024 像素，建议使用正方形。'],
  ),
};
