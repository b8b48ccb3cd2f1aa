import { readPictureHeader } from '../avatars/picture-header.ts';
import { parseCallingCodes, parseCallingCodeTable, printCallingCodeTable } from '../calling-codes.ts';
import { parseMoment } from '../moments.ts';
import { isOneLine } from '../one-line.ts';
import type { SettingDefinition, SettingRule, SettingValue } from './definitions.ts';

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
const hostNameShape = new RegExp(`^(?=.{1,253}$)(${label}(\\.${label})*|\\[[0-9a-f:.]{2,45}\\])$`);
const httpAddressShape = /^https?:\/\/[^\s\p{C}\\/#?@<>"'`{}|^][^\s\p{C}\\#?@<>"'`{}|^]*$/iu;
const endpointShape = /^(GET|HEAD|POST|PUT|PATCH|DELETE) \/[^\s\p{C},]*$/u;
const headerNameShape = /^[A-Za-z0-9-]{1,64}$/;
// What they carry must never be counted, and so stored, as a version.
const credentialHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'access-token', 'api-token']);
const colourShape = /^#[0-9a-f]{6}$/;
const longestUrl = 2000;

/** What each kind of setting must be, in words for people. */
export const ruleWords: Readonly<Record<SettingRule['type'], string>> = {
  flag: '只能是 true 或 false',
  choice: '不在可选范围内',
  integer: '不是允许范围内的整数',
  text: '不能为空、换行或过长',
  callingCodes: '要是以逗号分隔的国家/地区码，例如 86,852',
  callingCodeTable: '要写成 86=数值,*=数值，每个国家/地区码一项，* 表示其余全部',
  hostName: '不是域名，例如 accounts.example.com',
  url: '要以 http:// 或 https:// 开头，不能带参数',
  timeZone: '不是时区，例如 Asia/Shanghai',
  moment: '不是带时区的日期时间，例如 2027-03-31T00:00:00+08:00',
  endpoints: '要是以逗号分隔的接口，例如 POST /api/user/sendCode',
  headerName: '不是请求头名称，例如 X-App-Version；不能是携带凭证的请求头',
  colour: '要是 #rrggbb 形式的颜色',
  picture: '要是 64 KiB 以内的 PNG，长宽不超过 1024 像素',
};

const pngPrefix = 'data:image/png;base64,';
const largestPicturePixels = 1024;

/** The value as it is kept; undefined where it breaks the rule. */
export function readSetting({ rule, optional }: SettingDefinition, given: unknown): SettingValue | undefined {
  if (given === null) return optional ? null : undefined;
  return readValue(rule, typeof given === 'string' ? given.trim() : given);
}

function readValue(rule: SettingRule, given: unknown): SettingValue | undefined {
  switch (rule.type) {
    case 'flag':
      return typeof given === 'boolean' ? given : undefined;
    case 'integer':
      return Number.isSafeInteger(given) && (given as number) >= rule.minimum && (given as number) <= rule.maximum
        ? (given as number)
        : undefined;
    default:
      return typeof given === 'string' ? readText(rule, given) : undefined;
  }
}

function readText(rule: Exclude<SettingRule, { type: 'flag' | 'integer' }>, text: string): string | undefined {
  switch (rule.type) {
    case 'choice':
      return rule.choices.includes(text) ? text : undefined;
    case 'text':
      return text !== '' && [...text].length <= rule.maxLength && isOneLine(text) ? text : undefined;
    case 'callingCodes':
      return parseCallingCodes(text)?.join(',');
    case 'callingCodeTable': {
      const table = parseCallingCodeTable(text, rule);
      return table && printCallingCodeTable(table);
    }
    case 'hostName':
      return matching(text.toLowerCase(), hostNameShape);
    case 'colour':
      return matching(text.toLowerCase(), colourShape);
    case 'url':
      return readHttpAddress(text);
    case 'timeZone':
      return isTimeZone(text) ? text : undefined;
    case 'moment':
      return readMoment(text);
    case 'endpoints':
      return readEndpoints(text);
    case 'headerName':
      return headerNameShape.test(text) && !credentialHeaders.has(text.toLowerCase()) ? text : undefined;
    case 'picture':
      return isPicture(text, rule.maxBytes) ? text : undefined;
  }
}

function matching(text: string, shape: RegExp): string | undefined {
  return shape.test(text) ? text : undefined;
}

/** As browsers write it, without a slash at the end: what they would repair or pass over is no address to build links on. */
function readHttpAddress(text: string): string | undefined {
  if (!httpAddressShape.test(text) || text.length > longestUrl || !URL.canParse(text)) return undefined;
  return new URL(text).href.replace(/\/+$/, '');
}

/** In UTC and to the second, which is as exact as the headers are that tell it. */
function readMoment(text: string): string | undefined {
  const epochMs = parseMoment(text);
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function readEndpoints(text: string): string | undefined {
  const endpoints = text.split(',').map((endpoint) => endpoint.trim().replace(/\s+/g, ' '));
  const isList = text.length <= longestUrl && endpoints.every((endpoint) => endpointShape.test(endpoint));
  return isList ? [...new Set(endpoints)].join(', ') : undefined;
}

/** Whether a text names a zone that is known here. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function isPicture(text: string, maxBytes: number): boolean {
  const bytes = pictureBytes(text);
  if (!bytes || bytes.length > maxBytes) return false;
  const header = readPictureHeader(bytes);
  return header?.format === 'png' && Math.max(header.width, header.height) <= largestPicturePixels;
}

/** The bytes of a picture that is kept as a data URL; undefined where it is none. */
function pictureBytes(dataUrl: string): Buffer | undefined {
  if (!dataUrl.startsWith(pngPrefix)) return undefined;
  const text = dataUrl.slice(pngPrefix.length);
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
