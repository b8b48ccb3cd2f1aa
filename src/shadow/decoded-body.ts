import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { type KeptBody, keptWhole, longestKeptBytes } from './kept-body.ts';

const decoders = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const;

/**
 * A kept body as it was before it was compressed for the way; one that cannot be read, or becomes too large, as it came.
 * At once: the tokens in it have to be known before the client can use them.
 */
export function decodeBody(body: KeptBody, contentEncoding: string | undefined): KeptBody {
  const decode = decoders[contentEncoding?.trim().toLowerCase() as keyof typeof decoders];
  if (!body.bytes || body.length === 0 || !decode) return body;
  try {
    return keptWhole(decode(body.bytes, { maxOutputLength: longestKeptBytes }));
  } catch {
    return body;
  }
}
