import type { FileStore } from '../../core/ports.ts';

/** Where the house keeps its files. */
export interface Storage {
  /** Names the place: the same for all nodes that share it, and for no others. */
  id: string;
  files: FileStore;
  /** Whether it takes no network: then whoever has a file removed can wait for it. */
  isLocal: boolean;
  /**
   * For whoever serves: drops what processes left that were killed in the middle of an upload. On disk at once its own
   * leavings, those of others by age; in a bucket in the background, by age, again each day.
   */
  start(): Promise<void>;
  /** Waits a few seconds for what is being dropped. */
  close(): Promise<void>;
}

/** Is told, in words, what keeps files from being stored, served or dropped. */
export type OnStorageFailure = (what: string, error: unknown) => void;
