import { crc32 } from 'node:zlib';

/** The formats an avatar may have, named as file endings. */
export type PictureFormat = 'png' | 'jpg' | 'bmp';

/** What a picture's first bytes tell of it; width and height in pixels, at least 1. */
export interface PictureHeader {
  format: PictureFormat;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** Reads format and size from the header alone, decoding nothing; undefined for other formats and for broken headers. */
export function readPictureHeader(bytes: Buffer): PictureHeader | undefined {
  for (const [format, read] of readers) {
    const size = read(bytes);
    if (size) return size.width > 0 && size.height > 0 ? { format, ...size } : undefined;
  }
  return undefined;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** The signature, then the chunk IHDR with its checksum (PNG, third edition, 5.2 and 11.2.1). */
function readPngSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(pngSignature)) return undefined;
  const summed = bytes.subarray(12, 29);
  if (bytes.readUInt32BE(8) !== 13 || summed.toString('latin1', 0, 4) !== 'IHDR') return undefined;
  if (crc32(summed) !== bytes.readUInt32BE(29)) return undefined;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Segments up to the frame header, which holds the size (ITU T.81, B.1 and B.2.2). */
function readJpgSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (hasNoLength(marker)) return undefined;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4 || end > bytes.length) return undefined;
    if (isFrameHeader(marker)) return readFrame(bytes.subarray(at + 4, end));
    at = end;
  }
  return undefined;
}

function readFrame(segment: Buffer): Size | undefined {
  const components = segment.length >= 6 ? segment.readUInt8(5) : 0;
  if (components === 0 || segment.length !== 6 + 3 * components) return undefined;
  return { width: segment.readUInt16BE(3), height: segment.readUInt16BE(1) };
}

/** SOF0 to SOF15 without the three of that row that are tables (DHT, JPG, DAC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** 0, TEM, RST, SOI, EOI: none belongs before a frame header. */
function hasNoLength(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9);
}

const coreHeaderBytes = 12;
const infoHeaderBytes = [40, 52, 56, 64, 108, 124];

/** `BITMAPFILEHEADER`, then one of the DIB headers; a negative height means rows from top to bottom. */
function readBmpSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 26 || bytes.toString('latin1', 0, 2) !== 'BM') return undefined;
  const headerBytes = bytes.readUInt32LE(14);
  const pixelsAt = bytes.readUInt32LE(10);
  if (pixelsAt < 14 + headerBytes || pixelsAt > bytes.length) return undefined;
  if (headerBytes === coreHeaderBytes) {
    return bytes.readUInt16LE(22) === 1 ? { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) } : undefined;
  }
  if (!infoHeaderBytes.includes(headerBytes) || bytes.readUInt16LE(26) !== 1) return undefined;
  return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
}

const readers: ReadonlyArray<readonly [PictureFormat, (bytes: Buffer) => Size | undefined]> = [
  ['png', readPngSize],
  ['jpg', readJpgSize],
  ['bmp', readBmpSize],
];
