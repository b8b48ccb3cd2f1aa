/** Where a file goes, and the mark that tells our object from another of that name. */
export interface Target {
  key: string;
  owner: string;
}

/** A file that has arrived, or is at hand, and that nobody sees yet. */
export interface Delivery {
  /** Makes it the object of its key; with `ifAbsent` it replaces nothing. What S3 throws is passed on. */
  complete(options: { ifAbsent: boolean }): Promise<void>;
  /** Drops it. Throws `storage.unavailable`. */
  abort(): Promise<void>;
}

/** The name of the mark in an object's metadata. */
export const ownerField = 'portico-upload';
