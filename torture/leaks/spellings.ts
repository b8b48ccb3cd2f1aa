/** Every way in which a text may stand in other bytes: as it is, escaped, or as a part of what is encoded. */
export function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [
    ...new Set([
      secret,
      hex,
      hex.toUpperCase(),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
      ...insideBase64(bytes),
    ]),
  ];
}

/** What of it stands in the base64 of any text around it: three shifts, in both alphabets, without the ends that others decide. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const own = shifted.slice(first, last);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
