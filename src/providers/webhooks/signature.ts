import { createHmac } from 'node:crypto';

const secretPrefix = 'whsec_';

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, one
 * signature for each secret, with spaces between them.
 */
export function signWebhook(message: {
  id: string;
  /** Epoch milliseconds; sent as seconds. */
  at: number;
  body: string;
  secrets: readonly string[];
}): Record<string, string> {
  const { id, body, secrets } = message;
  const timestamp = String(Math.floor(message.at / 1000));
  const sign = (secret: string): string =>
    `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(secretPrefix.length), 'base64');
}
