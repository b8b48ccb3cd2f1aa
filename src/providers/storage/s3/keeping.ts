import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { type Delivery, ownerField, type Target } from './delivery.ts';
import { asStorageFailure, nameOf, statusOf } from './failures.ts';

/** Shows a delivery under its key, or drops it: what a staged file promises. */
export function createKeeper(bucket: Bucket, target: Target, delivery: Delivery) {
  const { client, name, bounds } = bucket;
  const object = { Bucket: name, Key: target.key };
  let state: 'staged' | 'tried' | 'over' = 'staged';

  /** Undefined where there is no object. */
  async function findObject(): Promise<{ isOurs: boolean } | undefined> {
    try {
      const { Metadata = {} } = await client.send(new HeadObjectCommand(object), within(bounds.ask));
      return { isOurs: Metadata[ownerField] === target.owner };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw asStorageFailure('HeadObject', error);
    }
  }

  /** Finds out what a refusal means, and throws unless the object stands. */
  async function judge(refusal: unknown): Promise<void> {
    const failure = asStorageFailure('upload', refusal);
    if (nameOf(refusal) === 'BadDigest') throw failure;
    const found = await findObject();
    // An answer got lost, and the next try met what the first had done.
    if (found?.isOurs) return;
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
      if (!mayBeSeen || !(await findObject())?.isOurs) return;
      await client.send(new DeleteObjectCommand(object), within(bounds.ask)).catch((error) => {
        throw asStorageFailure('DeleteObject', error);
      });
    },
  };
}
