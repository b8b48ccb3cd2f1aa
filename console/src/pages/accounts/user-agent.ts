const browsers: ReadonlyArray<readonly [name: string, mark: RegExp]> = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['WeChat', /MicroMessenger\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Opera', /\b(OPR|Opera)\//],
  ['Chrome', /\b(Headless)?(Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
];
const systems: ReadonlyArray<readonly [name: string, mark: RegExp]> = [
  ['iPhone', /\biPhone/],
  ['iPad', /\biPad/],
  ['Android', /\bAndroid/],
  ['HarmonyOS', /HarmonyOS|OpenHarmony/],
  ['Windows', /\bWindows/],
  ['macOS', /Mac ?OS X|Macintosh/],
  ['Linux', /\bLinux/],
];

/** What a User-Agent header says in two words, "Chrome · Windows"; a program's own name where it is no browser's. */
export function describeUserAgent(userAgent: string): string | undefined {
  const find = (list: typeof browsers): string | undefined => list.find(([, mark]) => mark.test(userAgent))?.[0];
  const program = find(browsers) ?? /^[\w .-]+(?=\/)/.exec(userAgent)?.[0];
  const words = [program, find(systems)].filter(Boolean);
  return words.length > 0 ? words.join(' · ') : userAgent.slice(0, 40) || undefined;
}
