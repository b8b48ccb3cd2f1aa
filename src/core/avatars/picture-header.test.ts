import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bmpHeader, jpgHeader, pngHeader } from '../../../test/support/pictures.ts';
import { readPictureHeader } from './picture-header.ts';

const headers = { png: pngHeader, jpg: jpgHeader, bmp: bmpHeader };

for (const [format, make] of Object.entries(headers)) {
  test(`picture header: a ${format} tells its width and height`, () => {
    assert.deepEqual(readPictureHeader(make(640, 480)), { format, width: 640, height: 480 });
  });

  test(`picture header: a ${format} cut short anywhere tells nothing`, () => {
    const whole = make(640, 480);
    for (let length = 0; length < whole.length; length += 1) {
      assert.equal(readPictureHeader(whole.subarray(0, length)), undefined, `${length} bytes`);
    }
  });

  test(`picture header: a ${format} without width or height is none`, () => {
    assert.equal(readPictureHeader(make(0, 480)), undefined);
    assert.equal(readPictureHeader(make(640, 0)), undefined);
  });

  test(`picture header: no byte of a ${format} makes the reader throw or loop`, () => {
    const whole = make(640, 480);
    for (let at = 0; at < whole.length; at += 1) {
      for (const value of [0, 1, 127, 128, 255]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        readPictureHeader(changed);
      }
    }
  });
}

test('picture header: a 20000×20000 picture is measured without being decoded', () => {
  assert.deepEqual(readPictureHeader(pngHeader(20_000, 20_000)), { format: 'png', width: 20_000, height: 20_000 });
});

test('picture header: a PNG whose size was changed behind its checksum tells nothing', () => {
  const lying = pngHeader(20_000, 20_000);
  lying.writeUInt32BE(100, 16);
  lying.writeUInt32BE(100, 20);
  assert.equal(readPictureHeader(lying), undefined);
});

test('picture header: a JPEG is read past tables and fill bytes, whatever frame it has', () => {
  const [start, rest] = [jpgHeader(33, 44).subarray(0, 20), jpgHeader(33, 44).subarray(20)];
  const table = Buffer.from('ffdb0004aabb', 'hex');
  const fill = Buffer.from('ffff', 'hex');
  const progressive = Buffer.from(rest);
  progressive[1] = 0xc2;
  const picture = Buffer.concat([start, table, fill, progressive]);
  assert.deepEqual(readPictureHeader(picture), { format: 'jpg', width: 33, height: 44 });
});

test('picture header: a JPEG whose frame promises another count of components tells nothing', () => {
  const lying = jpgHeader(33, 44);
  lying[29] = 4;
  assert.equal(readPictureHeader(lying), undefined);
});

test('picture header: a BMP may run from top to bottom, and may have the oldest header', () => {
  assert.deepEqual(readPictureHeader(bmpHeader(10, -20)), { format: 'bmp', width: 10, height: 20 });
  const oldest = Buffer.from('424d1a000000000000001a0000000c0000000a00140001001800', 'hex');
  assert.deepEqual(readPictureHeader(oldest), { format: 'bmp', width: 10, height: 20 });
});

test('picture header: a BMP whose pixels would begin behind its end tells nothing', () => {
  const lying = bmpHeader(10, 10);
  lying.writeUInt32LE(55, 10);
  assert.equal(readPictureHeader(lying), undefined);
});

test('picture header: other formats and other bytes are no picture', () => {
  const others = [
    'GIF89a\x0a\x00\x0a\x00',
    'RIFF\x24\x00\x00\x00WEBPVP8 ',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'MZ',
  ];
  for (const text of others) assert.equal(readPictureHeader(Buffer.from(text, 'latin1')), undefined);
});
