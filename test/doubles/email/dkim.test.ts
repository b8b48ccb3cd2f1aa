import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignedBy } from './dkim.ts';

// The key and the signed message of RFC 8463, appendices A.2 and A.3.
const publicKey =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB';
const message = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
`.replaceAll('\n', '\r\n');

const key = { selector: 'test', publicKey };

test('the verifier of DKIM signatures: it takes the message that RFC 8463 signed, and none that was changed', () => {
  assert.ok(isSignedBy(message, key));
  assert.ok(isSignedBy(message.replace('Subject: Is dinner', 'subject:  Is  dinner'), key), 'white space is relaxed');
  assert.ok(isSignedBy(`${message}\r\n\r\n`, key), 'empty lines at the end are none');
  for (const [from, to] of [
    ['dinner', 'lunch'],
    ['lost the game', 'won the game'],
    ['b=F45d', 'b=F46d'],
    ['t=1528637909; h=from : to : subject :', 't=1528637910; h=from : to : subject :'],
    ['From: Joe', 'From: Jack <jack@example.com>\r\nFrom: Joe'],
  ] as const) {
    assert.ok(!isSignedBy(message.replace(from, to), key), from);
  }
  assert.ok(!isSignedBy(message, { ...key, selector: 'other' }));
});
