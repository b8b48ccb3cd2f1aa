import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signAcs3, writeQuery } from './aliyun-signature.ts';
import { signTc3 } from './tencent-signature.ts';

test('aliyun: signs as the example of "V3 request structure and signature" does', () => {
  const headers = {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-version': '2014-05-26',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  };
  const query = writeQuery({
    RegionId: 'cn-shanghai',
    ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
  });
  assert.equal(
    signAcs3(
      { method: 'POST', path: '/', query, headers, body: '' },
      { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' },
    ),
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test('aliyun: parameters are sorted, and everything but unreserved characters is percent-encoded', () => {
  assert.equal(
    writeQuery({ b: "1 +*'()!~", a: '门{"c":"1"}', A: '' }),
    'A=&a=%E9%97%A8%7B%22c%22%3A%221%22%7D&b=1%20%2B%2A%27%28%29%21~',
  );
});

test('tencent: signs as the example of "Signature v3" does', () => {
  assert.equal(
    signTc3(
      {
        service: 'cvm',
        timestampSeconds: 1_551_113_065,
        headers: { host: 'cvm.tencentcloudapi.com', 'content-type': 'application/json; charset=utf-8' },
        body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
      },
      { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3*******' },
    ),
    'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c',
  );
});
