import type { Db } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';

const insertRow = prepareQuery<unknown>((db) =>
  db.insertInto('captchas').values({ id_hash: '', answer_hash: '', expires_at: 0 }),
);

/** Keeps a captcha until it is answered or expires. */
export async function insertCaptcha(
  db: Db,
  captcha: { idHash: string; answerHash: string; expiresAt: number },
): Promise<void> {
  await insertRow(db, [captcha.idHash, captcha.answerHash, captcha.expiresAt]);
}

/** Removes the captcha and answers what it held: whoever compares, compares once. */
export async function consumeCaptcha(
  db: Db,
  idHashes: string[],
): Promise<{ answer_hash: string; expires_at: number } | undefined> {
  return db
    .deleteFrom('captchas')
    .where('id_hash', 'in', idHashes)
    .returning(['answer_hash', 'expires_at'])
    .executeTakeFirst();
}
