import { contractNames } from '../../core/contract-names.ts';
import type { ContractName } from '../../core/core.ts';
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

type CommonName = Extract<SettingName, `${ContractName}.${'enabled' | 'hardened' | 'hostName' | 'port'}`>;

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

const common = Object.fromEntries(
  contractNames.flatMap((contract) => [
    [`${contract}.enabled`, enabled],
    [`${contract}.hardened`, hardened],
    [`${contract}.hostName`, hostName],
    [`${contract}.port`, port],
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
  'limits.codesPerAddressHour': texts(
    ['Codes per client address', 'How many one-time codes one address can have sent in an hour.'],
    ['每个客户端地址的验证码', '同一地址每小时最多可发送的验证码数量。'],
  ),
  'limits.codesPerPrefixHour': texts(
    [
      'Codes per number segment',
      'How many codes go to numbers with the same first digits in an hour; slows SMS pumping.',
    ],
    ['每个号段的验证码', '同一号段每小时最多可发送的验证码数量，用于防范短信盗刷。'],
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
