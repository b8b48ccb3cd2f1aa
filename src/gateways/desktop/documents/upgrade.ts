import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, anyForm, anyRequest, session } from '../../document-errors.ts';
import { exact, nullable, PrintedTime, Url } from '../../document-schemas.ts';
import { succeeded } from './envelope.ts';

const ReleasePath = Type.String({ pattern: '^/dist/\\S+$' });

const Release = exact({
  version: Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$' })]),
  path: ReleasePath,
  full_path: Url,
  release_time: PrintedTime,
  desc: nullable(Type.String()),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

const validators = {
  ETag: { words: { zh: '文件的 sha256', en: 'The sha256 of the file' }, pattern: '^"[0-9a-f]{64}"$' },
  'Last-Modified': { words: { zh: '发布时间', en: 'When it was published' }, pattern: ' GMT$' },
};
const file = {
  ...validators,
  'Accept-Ranges': { words: { zh: '可断点续传', en: 'It can be resumed' }, pattern: '^bytes$' },
  'Content-Disposition': { words: { zh: '总是作为附件', en: 'Always an attachment' }, pattern: '^attachment' },
  'Content-Length': { words: { zh: '字节数', en: 'Bytes' }, pattern: '^\\d+$' },
};
const contentRange = {
  words: { zh: '这一段在整个文件中的位置', en: 'Where the part lies in the file' },
  pattern: '^bytes \\d+-\\d+/\\d+$',
};

/** desktop `upgrade/*` and the downloads (§1.3.1). */
export const upgradeOperations = {
  'POST /api/upgrade/upload': {
    summary: { zh: '上传升级包', en: 'Upload a release' },
    description: {
      zh: '路径为 `/dist/<名称>-<版本>.<扩展名>`。同一版本重复上传相同内容得到相同回答，内容不同则为 400（D2）。',
      en: 'Its path is `/dist/<stem>-<version>.<ext>`. The same version with the same bytes is answered as the first time, with other bytes 400 (D2).',
    },
    clause: 'desktop §1.3.1, D1, D2',
    access: 'publisher',
    reads: false,
    answer: succeeded(exact({ path: ReleasePath })),
    example: {
      body: { version: '1113', file: '.production' },
      answer: { data: { path: '/dist/-1113.production' }, meta: { msg: 'success', status: 200 } },
    },
    errors: [
      ...anyForm,
      ...session,
      'api_key.wrong',
      'right.missing',
      'request.too_many',
      'release.version_taken',
      'release.path_taken',
      'storage.unavailable',
    ],
  },
  'POST /api/upgrade/checkVersion': {
    summary: { zh: '检测最新版本', en: 'Ask for the newest release' },
    description: {
      zh: '尚无版本，或没有面向该设备的版本时为 404。全为数字的版本号以数字返回。可选的 `channel`、`device` 见 D7；附带 `size` 和 `sha256`（D3）。',
      en: '404 where there is none yet, or none for the device. A version of digits is a number. The optional `channel` and `device` are those of D7; `size` and `sha256` are added (D3).',
    },
    clause: 'desktop §1.3.1, D2, D3, D7',
    access: 'open',
    reads: true,
    answer: succeeded(Release),
    example: {
      answer: {
        data: {
          version: 1112343,
          path: '/dist/websocket-1112343.html',
          full_path: 'http://127.0.0.1:8888/dist/websocket-1112343.html',
          release_time: '2023-10-20 17:43:42',
          desc: null,
          size: 1048576,
          sha256: 'b53a55383d2f1f040ab010606d7911907f1a17f979f1d475fb4ac226243135e5',
        },
        meta: { msg: 'success', status: 200 },
      },
    },
    errors: [...anyBody, 'release.none'],
  },
  'GET /dist/*': {
    summary: { zh: '下载升级包', en: 'Download a release' },
    description: {
      zh: '支持 Range、If-None-Match、If-Modified-Since 与 HEAD。运营者可以设为以 302 转到存储。',
      en: 'Takes Range, If-None-Match, If-Modified-Since and HEAD. An operator can have it answered with 302 to the storage.',
    },
    clause: 'desktop §1.3.1, D2, D7',
    access: 'open',
    reads: true,
    answer: {
      status: 200,
      words: { zh: '整个文件', en: 'The whole file' },
      contentType: 'application/octet-stream',
      headers: file,
    },
    otherAnswers: [
      {
        status: 206,
        words: { zh: '所要的一段', en: 'The part that was asked for' },
        contentType: 'application/octet-stream',
        headers: { ...file, 'Content-Range': contentRange },
      },
      {
        status: 302,
        words: { zh: '转到存储', en: 'Where storage has it' },
        headers: { Location: { words: { zh: '下载地址', en: 'Where to fetch it' } } },
      },
      { status: 304, words: { zh: '未改变', en: 'The caller has it' }, headers: validators },
      {
        status: 416,
        words: { zh: '范围超出文件', en: 'The range lies outside the file' },
        schema: exact({
          data: Type.Null(),
          meta: exact({ msg: Type.Literal('请求的范围超出文件大小'), status: Type.Literal(416) }),
        }),
        headers: {
          'Content-Range': { words: { zh: '文件大小', en: 'The size of the file' }, pattern: '^bytes \\*/\\d+$' },
        },
      },
    ],
    example: { params: { '*': 'websocket-1112343.html' } },
    errors: [...anyRequest, 'release.not_found', 'storage.unavailable'],
  },
} as const satisfies Record<string, OperationDocument>;
