import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toMultipart, toQuery } from '../../test/support/encodings.ts';
import { readBodyFields } from './body-fields.ts';

test('fields are read from JSON, forms and multipart bodies alike, files left out', async () => {
  const fields = { account: '13800138000', code: '135790', nick: '小灰&=' };
  const form = toMultipart(fields);
  form.append('file', new Blob(['name="code"']), 'a.txt');
  const multipart = new Response(form);
  const type = multipart.headers.get('content-type') ?? '';
  assert.deepEqual(readBodyFields(Buffer.from(await multipart.arrayBuffer()), type), fields);
  const query = Buffer.from(toQuery(fields).toString());
  assert.deepEqual(readBodyFields(query, 'application/x-www-form-urlencoded'), fields);
  assert.deepEqual(readBodyFields(Buffer.from(JSON.stringify(fields)), 'text/plain'), fields);
});

test('what cannot be read has no fields', () => {
  for (const text of ['', '{', '[1]', 'null', '"x"', '{"a":1']) {
    for (const type of ['application/json', 'multipart/form-data', 'multipart/form-data; boundary=x', '']) {
      assert.deepEqual(readBodyFields(Buffer.from(text), type), {});
    }
  }
  assert.deepEqual(readBodyFields(undefined), {});
});
