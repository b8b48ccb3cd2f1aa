type Rgb = [red: number, green: number, blue: number];

/** `color` (`#rrggbb`) in its own hue, darker or lighter until small text in it can be read on `background` (WCAG 1.4.3 asks for 4.5:1). */
export function readableOn(background: string, color: string, ratio = 4.5): string {
  const behind = parse(background);
  const [hue, saturation, start] = toHsl(parse(color));
  const step = luminance(behind) > 0.5 ? -0.02 : 0.02;
  for (let lightness = start; lightness >= 0 && lightness <= 1; lightness += step) {
    // What becomes light also becomes pale.
    const shown = fromHsl(hue, Math.min(1, saturation + Math.max(0, lightness - start)), lightness);
    if (contrast(shown, behind) >= ratio) return print(shown);
  }
  return step < 0 ? '#000000' : '#ffffff';
}

function parse(color: string): Rgb {
  const [, red = '00', green = '00', blue = '00'] = /^#(\w\w)(\w\w)(\w\w)$/.exec(color) ?? [];
  return [red, green, blue].map((part) => Number.parseInt(part, 16)) as Rgb;
}

function print(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** Hue in degrees, saturation and lightness as 0 to 1. */
function toHsl(color: Rgb): [hue: number, saturation: number, lightness: number] {
  const [red, green, blue] = color.map((part) => part / 255) as Rgb;
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  const lightness = most - spread / 2;
  if (spread === 0) return [0, 0, lightness];
  const turn =
    most === red ? (green - blue) / spread : most === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
  return [(turn * 60 + 360) % 360, spread / (1 - Math.abs(2 * lightness - 1)), lightness];
}

function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const turn = (offset + hue / 30) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1)));
  };
  return [part(0), part(8), part(4)];
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
