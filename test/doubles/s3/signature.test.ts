import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSignature } from './signature.ts';

// The examples that AWS publishes with "Authenticating Requests (AWS Signature Version 4)".
const account = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const now = Date.UTC(2013, 4, 24);
const host = 'examplebucket.s3.amazonaws.com';
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const credential = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

const signed = {
  method: 'GET',
  headers: {
    host,
    range: 'bytes=0-9',
    'x-amz-content-sha256': emptyHash,
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
  },
};
const object = new URL(`http://${host}/test.txt`);
const link = new URL(
  `http://${host}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
);

test('the S3 double takes the signatures of the published examples, in headers and in a link', () => {
  assert.equal(requireSignature(signed, object, { now, account }), emptyHash);
  assert.equal(requireSignature({ method: 'GET', headers: { host } }, link, { now, account }), undefined);
});

test('the S3 double refuses what was changed after it was signed, what is late, and whom it does not know', () => {
  const refuses = (code: string, request: typeof signed, at = now, of = object) =>
    assert.throws(() => requireSignature(request, of, { now: at, account }), { code });
  const changed = (headers: object) => ({ ...signed, headers: { ...signed.headers, ...headers } });
  refuses('SignatureDoesNotMatch', { ...signed, method: 'PUT' });
  refuses('SignatureDoesNotMatch', changed({ range: 'bytes=0-99' }));
  refuses('SignatureDoesNotMatch', signed, now, new URL(`http://${host}/other.txt`));
  refuses('AccessDenied', changed({ 'x-amz-meta-more': 'unsigned' }));
  refuses('AccessDenied', changed({ authorization: '' }));
  refuses('RequestTimeTooSkewed', signed, now + 16 * 60_000);
  const unknown = signed.headers.authorization.replace(account.accessKeyId, 'AKIDOTHER');
  refuses('InvalidAccessKeyId', changed({ authorization: unknown }));
  const late = () => requireSignature({ method: 'GET', headers: { host } }, link, { now: now + 86_401_000, account });
  assert.throws(late, { code: 'AccessDenied' });
});
