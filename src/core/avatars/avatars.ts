import { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';
import type { FileStore } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import type { PictureFormat } from './picture-header.ts';

/** A picture whose bytes were judged already. */
export interface Picture {
  format: PictureFormat;
  bytes: Buffer;
}

/** Stores, finds and removes pictures of people. */
export interface Avatars {
  /** Stores the picture under an unguessable name; answers its path, what `account.avatar` holds. Throws `storage.unavailable`. */
  keep(picture: Picture): Promise<string>;
  /** Undefined where no avatar has that path. Throws `storage.unavailable`. */
  find(path: string): Promise<Picture | undefined>;
  /** Does nothing for an address elsewhere. */
  remove(path: string): Promise<void>;
}

const avatarPath = /^\/(avatars\/[0-9A-Za-z]{32}\.(png|jpg|bmp))$/;

/** The name in the file store behind an account's avatar; undefined where the avatar is an address elsewhere, or none. */
export function findStoredName(avatar: string): string | undefined {
  return avatarPath.exec(avatar)?.[1];
}

/** Pictures of people, kept as files below `avatars/` (R2b). */
export function createAvatars({ files }: { files: FileStore }): Avatars {
  async function readAll(name: string): Promise<Buffer> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of files.read(name)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    } catch (error) {
      throw new DomainError('storage.unavailable', {}, error);
    }
  }

  return {
    async keep({ format, bytes }) {
      const name = `avatars/${randomAlphanumeric(32)}.${format}`;
      const staged = await files.stage(name, Readable.from([bytes]));
      try {
        await staged.keep();
      } finally {
        await staged.discard();
      }
      return `/${name}`;
    },

    async find(path) {
      const [, name, format] = avatarPath.exec(path) ?? [];
      if (name === undefined || !(await files.find(name))) return undefined;
      return { format: format as PictureFormat, bytes: await readAll(name) };
    },

    async remove(path) {
      const name = findStoredName(path);
      if (name !== undefined) await files.remove(name);
    },
  };
}
