import type { Bucket } from './bucket.ts';
import { type Delivery, ownerField, type Target } from './delivery.ts';
import { asStorageFailure, nameOf, statusOf } from './failures.ts';
import { deleteObject, findObject } from './requests.ts';

/** Shows a delivery under its key, or drops it: what a staged file promises. */
export function createKeeper(bucket: Bucket, target: Target, delivery: Delivery) {
  let state: 'staged' | 'tried' | 'over' = 'staged';

  const isOurs = (found: Awaited<ReturnType<typeof findObject>>): boolean =>
    found?.Metadata?.[ownerField] === target.owner;

  /** Finds out what a refusal means, and throws unless the object stands. */
  async function judge(refusal: unknown): Promise<void> {
    const failure = asStorageFailure('upload', refusal);
    if (nameOf(refusal) === 'BadDigest') throw failure;
    const found = await findObject(bucket, target.key);
    // An answer got lost, and the next try met what the first had done.
    if (isOurs(found)) return;
    if (found) throw new Error(`there is a stored file ${target.key} already`, { cause: failure.cause });
    // A server that knows no conditions. Nobody else is at this name: none is used twice.
    if (statusOf(refusal) !== 501) throw failure;
    await delivery.complete({ ifAbsent: false }).catch((error) => {
      throw asStorageFailure('upload', error);
    });
  }

  return {
    async keep(): Promise<void> {
      state = 'tried';
      await delivery.complete({ ifAbsent: true }).catch(judge);
      state = 'over';
    },

    /** Throws `storage.unavailable` where S3 cannot be told. */
    async discard(): Promise<void> {
      if (state === 'over') return;
      const mayBeSeen = state === 'tried';
      state = 'over';
      await delivery.abort();
      if (mayBeSeen && isOurs(await findObject(bucket, target.key))) await deleteObject(bucket, target.key);
    },
  };
}
