import type { NewAccount } from '../../src/core/accounts/accounts.ts';
import type { Language } from './pages.ts';

/** Somebody in the README's pictures. */
interface Person extends Pick<NewAccount, 'origin' | 'status' | 'role' | 'staffApproved'> {
  handle: string;
  phone?: string;
  daysAgo: number;
  name: Record<Language, string>;
  position?: Record<Language, string>;
}

const said = (zh: string, en: string): Record<Language, string> => ({ 'zh-CN': zh, en });

/** Who is in the directory, the oldest first. */
export const people: readonly Person[] = [
  {
    handle: 'grace',
    origin: 'console',
    role: 'admin',
    staffApproved: true,
    daysAgo: 92,
    name: said('沈若兰', 'Grace Okafor'),
  },
  { handle: 'henry', origin: 'mobile', phone: '13800138118', daysAgo: 41, name: said('唐一鸣', 'Henry Walsh') },
  { handle: 'ines', origin: 'blog', daysAgo: 33, name: said('苏苏', 'Inês Duarte') },
  {
    handle: 'oscar',
    origin: 'mobile',
    status: 'frozen',
    phone: '13800138137',
    daysAgo: 20,
    name: said('钱多多', 'Oscar Lind'),
  },
  {
    ...{ handle: 'tom', origin: 'staff', staffApproved: true, phone: '13800138142', daysAgo: 12 },
    ...{ name: said('陈立', 'Tom Becker'), position: said('后端工程师', 'Backend engineer') },
  },
  { handle: 'yuki', origin: 'mobile', phone: '13800138155', daysAgo: 6, name: said('小雨', 'Yuki Mori') },
  {
    ...{ handle: 'mallory', origin: 'staff', status: 'rejected', phone: '13800138163', daysAgo: 4 },
    ...{ name: said('马文', 'Mallory Finch'), position: said('访客', 'Visitor') },
  },
  { handle: 'rosa', origin: 'desktop', phone: '13800138171', daysAgo: 2, name: said('罗莎', 'Rosa Almeida') },
  {
    ...{ handle: 'nadia', origin: 'staff', status: 'waiting', phone: '13800138186', daysAgo: 0.3 },
    ...{ name: said('王思雨', 'Nadia Petrova'), position: said('设计师', 'Designer') },
  },
  {
    ...{ handle: 'samuel', origin: 'staff', status: 'waiting', phone: '13800138194', daysAgo: 0.1 },
    ...{ name: said('李晓东', 'Samuel Ortiz'), position: said('测试工程师', 'Test engineer') },
  },
];

export const categories = {
  wish: said('功能建议', 'Feature request'),
  fault: said('问题反馈', 'Problem'),
} as const;

interface Thread {
  by: string;
  category: keyof typeof categories;
  hoursAgo: number;
  content: Record<Language, string>;
  answers?: ReadonlyArray<Record<Language, string>>;
}

/** What they wrote, the oldest first. */
export const threads: readonly Thread[] = [
  {
    ...{ by: 'henry', category: 'wish', hoursAgo: 70 },
    content: said(
      '希望支持批量导出，最好能选时间范围。',
      'Please let me export many at once, ideally for a range of dates.',
    ),
    answers: [
      said('感谢建议！下个版本会加入批量导出。', 'Thank you! Exporting many at once comes with the next version.'),
      said('1.1.0 已经发布，升级后即可使用。', '1.1.0 is out and has it: please update.'),
    ],
  },
  {
    ...{ by: 'rosa', category: 'fault', hoursAgo: 26 },
    content: said('换了新电脑，许可证提示已被使用。', 'I have a new computer, and it says my licence is in use.'),
    answers: [said('已为您解绑旧设备，请重新登录。', 'The old device is signed out now: please sign in again.')],
  },
  {
    ...{ by: 'ines', category: 'wish', hoursAgo: 5 },
    content: said('夜间模式很好用，能跟随系统切换就更好了。', 'I like the dark mode. Could it follow the system?'),
  },
  {
    ...{ by: 'yuki', category: 'fault', hoursAgo: 1 },
    content: said('通知点开以后是空白页，重启后正常。', 'A notification opens an empty page until I restart the app.'),
  },
];
/** Which of them is open in the picture. */
export const openThread = 1;
