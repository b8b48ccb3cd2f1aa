import type { Language } from './caller.ts';
import type { SettingValues } from './runtime-settings/definitions.ts';

/** How the operator wants to be seen. */
export interface Branding {
  name: Readonly<Record<Language, string>>;
  /** `#rrggbb` of buttons and links, and of the text on them. */
  accent: string;
  onAccent: string;
  /** A PNG. */
  logo: Buffer | undefined;
}

const ownAccent = '#1456d8';
const pngPrefix = 'data:image/png;base64,';

/** The branding in the settings of the moment. */
export function brandingOf(settings: Readonly<SettingValues>): Branding {
  const accent = settings['branding.accent'] ?? ownAccent;
  const logo = settings['branding.logo'];
  return {
    name: { zh: settings['branding.nameZh'], en: settings['branding.nameEn'] },
    accent,
    onAccent: luminanceOf(accent) > 0.179 ? '#000000' : '#ffffff',
    logo: logo === null ? undefined : Buffer.from(logo.slice(pngPrefix.length), 'base64'),
  };
}

/** Relative luminance (WCAG 2); from 0.179 on black is read better than white. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
