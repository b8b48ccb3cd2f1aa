import { Type } from 'typebox';
import { type ContractDocument, inGroups } from '../contract-document.ts';
import { exact } from '../document-schemas.ts';
import { accountOperations } from './documents/accounts.ts';

const Words = Type.String({ minLength: 1 });

/** The contract of the scripts that push third-party accounts into the panel (P1–P6). */
export const document: ContractDocument = {
  name: 'panel',
  title: { zh: '面板开放接口', en: 'The automation panel' },
  summary: {
    zh: '脚本把第三方账号的 cookie 和密钥推送到面板。',
    en: 'Scripts push the cookies and keys of third-party accounts.',
  },
  securitySchemes: {
    apiToken: {
      type: 'apiKey',
      in: 'header',
      name: 'api-token',
      description:
        'openApiToken：首次启动时生成并显示一次，可在控制台更换（P5）。\n\n' +
        'The openApiToken: made at first start, shown once, replaceable in the console (P5).',
    },
  },
  access: {
    token: { words: { zh: '需要 api-token。', en: 'For whoever has the api-token.' }, ways: [['apiToken']] },
  },
  failure: {
    schema: Type.Union([
      exact({ data: Type.Null(), code: Type.Literal(0), msg: Words }),
      exact({ data: Type.Null(), code: Type.Literal(4403), msg: Words, desc: Words }),
    ]),
    codePath: ['code'],
    messagePath: ['msg'],
  },
  ...inGroups([{ zh: '账号', en: 'Accounts' }, accountOperations]),
  fields: {
    ptPin: 'A cookie with `pt_pin` and `pt_key`, or a pin alone (P1, P2).',
    cookie: 'The same, as real clients send it (P1).',
    userMsg: 'The remark, 255 characters at most; empty keeps the old one.',
    ptKey: 'The key, alone or as its part of a cookie; empty leaves the stored one.',
    wsKey: 'The wskey, alone or as its part of a cookie.',
    remarks: 'The remark, 255 characters at most; the pin unless told.',
    ptPins: 'One pin, several with commas, or an array; 1000 at most.',
    'ptPins[]': 'The same as some clients spell an array.',
  },
};
