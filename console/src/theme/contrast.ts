type Rgb = [red: number, green: number, blue: number];

const enough = 4.5;

/** `color` (`#rrggbb`), made darker or lighter until small text in it can be read on `background` (WCAG 1.4.3, 4.5:1). */
export function readableOn(background: string, color: string): string {
  const behind = parse(background);
  const target: Rgb = luminance(behind) > 0.5 ? [0, 0, 0] : [255, 255, 255];
  const start = parse(color);
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = start.map((part, index) => Math.round(part + ((target[index] ?? 0) - part) * share)) as Rgb;
    if (contrast(mixed, behind) >= enough) return print(mixed);
  }
  return print(target);
}

function parse(color: string): Rgb {
  const [, red = '00', green = '00', blue = '00'] = /^#(\w\w)(\w\w)(\w\w)$/.exec(color) ?? [];
  return [red, green, blue].map((part) => Number.parseInt(part, 16)) as Rgb;
}

function print(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
