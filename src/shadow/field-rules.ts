/** How single fields are compared; a field is its path, `data.list[].id`. */
export interface FieldRules {
  /** Not at all. */
  isIgnored(field: string): boolean;
  /** By its shape alone: two servers cannot give out the same. */
  isVolatile(field: string): boolean;
}

// Ids of rows, times, and what is drawn at random; of any contract.
const volatileNames = /^(id|.*_id|.*_ids|openid|(.*_)?token|.*_at|.*_time|created|requestid|bizid)$/i;

/** What else cannot be alike: addresses of the server's own, pictures that are drawn. */
const volatileFields: Readonly<Partial<Record<string, readonly string[]>>> = {
  desktop: ['data.imgsrc', 'data.effect_date', 'data.license_number'],
  mobile: ['data.avatar'],
  staff: ['data.picture'],
};

/** What our server says besides, or otherwise, by a reading that is written down beside the contract. */
const ownReadings: Readonly<Partial<Record<string, ReadonlyArray<readonly [endpoint: string, field: string]>>>> = {
  desktop: [
    ['POST /api/upgrade/checkVersion', 'data.full_path'], // D3
    ['POST /api/upgrade/checkVersion', 'data.size'], // D3
    ['POST /api/upgrade/checkVersion', 'data.sha256'], // D3
    ['POST /api/heart/check', 'data.license'], // D4
    ['POST /api/heart/check', 'data.token'], // D4
    ['POST /api/heart/check', 'meta.msg'], // D4
  ],
  staff: [['GET /captcha', 'data.captcha_id']], // S7
};

/** The rules of one endpoint; `ignored` are paths, or last names, that an operator does not want to hear of. */
export function rulesFor(contract: string, endpoint: string, ignored: readonly string[]): FieldRules {
  const readings = (ownReadings[contract] ?? []).flatMap(([name, field]) => (name === endpoint ? [field] : []));
  const own = new Set(volatileFields[contract]);
  return {
    isIgnored: (field) => readings.includes(field) || ignored.includes(field) || ignored.includes(lastName(field)),
    isVolatile: (field) => own.has(field) || volatileNames.test(lastName(field)),
  };
}

/** `id` of `data.list[].id`. */
export function lastName(field: string): string {
  let name = field.slice(field.lastIndexOf('.') + 1);
  while (name.endsWith('[]')) name = name.slice(0, -2);
  return name;
}
