import { theme as antdTheme, type ThemeConfig } from 'antd';
import type { MapToken } from 'antd/es/theme/interface/index';
import { useEffect, useSyncExternalStore } from 'react';
import { useBranding } from '../api/branding.ts';
import { readPreference, writePreference } from '../app/preferences.ts';
import { readableOn } from './contrast.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let choice: ThemeChoice = readPreference('theme', themeChoices) ?? 'system';
systemIsDark.addEventListener('change', tell);

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the person chose; `system` until they did. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

/** Changes the theme for now and for the next visit. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  writePreference('theme', next);
  tell();
}

/** Whether the page is dark now. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => (choice === 'system' ? systemIsDark.matches : choice === 'dark'));
}

/** Lets the browser's own parts (scroll bars, the page before the first paint) follow the choice. */
export function useColorScheme(): void {
  const current = useThemeChoice();
  useEffect(() => {
    document.documentElement.style.colorScheme = current === 'system' ? '' : current;
  }, [current]);
}

/** antd's theme in the installation's colour. */
export function useConsoleTheme(): ThemeConfig {
  const isDark = useIsDark();
  const { accentColor } = useBranding();
  return isDark ? dark(accentColor) : light(accentColor);
}

const wantsStillness = matchMedia('(prefers-reduced-motion: reduce)').matches;

const shared = {
  motion: !wantsStillness,
  borderRadius: 8,
  wireframe: false,
  fontFamily: `-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif`,
  fontFamilyCode: `ui-monospace, SFMono-Regular, Menlo, Consolas, 'Noto Sans Mono', 'Noto Sans CJK SC', monospace`,
} as const;

const components: ThemeConfig['components'] = {
  Card: { headerFontSizeSM: 15, headerPaddingSM: 16, bodyPaddingSM: 16 },
  Form: { verticalLabelPadding: '0 0 6px', itemMarginBottom: 20 },
  Layout: { headerHeight: 56 },
};

// antd's own greys and signal colours are too pale for small text (WCAG 1.4.3 asks for 4.5:1).
function light(accent: string): ThemeConfig {
  const primary = readableOn('#ffffff', accent);
  return {
    cssVar: { key: 'portico' },
    components,
    algorithm: antdTheme.defaultAlgorithm,
    token: {
      ...shared,
      colorPrimary: primary,
      colorLink: primary,
      colorInfo: primary,
      colorSuccess: '#1a7f37',
      colorWarning: '#9a6700',
      colorError: '#cf222e',
      colorBgLayout: '#f5f6f8',
      colorText: 'rgba(15, 20, 30, 0.92)',
      colorTextSecondary: 'rgba(15, 20, 30, 0.72)',
      colorTextTertiary: 'rgba(15, 20, 30, 0.66)',
      colorTextPlaceholder: 'rgba(15, 20, 30, 0.6)',
      colorTextDescription: 'rgba(15, 20, 30, 0.66)',
    },
  };
}

function dark(accent: string): ThemeConfig {
  // No colour is bright enough for a link on black and dark enough for white words upon it: buttons have dark words here.
  const primary = readableOn('#171b21', accent, 6);
  return {
    cssVar: { key: 'portico' },
    components: { ...components, Button: { primaryColor: '#0b1020', dangerColor: '#160506' } },
    // antd's own dark palette turns every colour into a dull one.
    algorithm: [antdTheme.darkAlgorithm, (_seed, map) => ({ ...map, ...vivid(primary) }) as MapToken],
    token: {
      ...shared,
      colorPrimary: primary,
      colorSuccess: '#3fb950',
      colorWarning: '#d29922',
      colorError: '#ff7b72',
      colorBgLayout: '#0f1216',
      colorBgContainer: '#171b21',
      colorBgElevated: '#1e232b',
      colorBorder: 'rgba(240, 244, 250, 0.2)',
      colorBorderSecondary: 'rgba(240, 244, 250, 0.1)',
      colorText: 'rgba(240, 244, 250, 0.92)',
      colorTextSecondary: 'rgba(240, 244, 250, 0.74)',
      colorTextTertiary: 'rgba(240, 244, 250, 0.64)',
      colorTextPlaceholder: 'rgba(240, 244, 250, 0.56)',
      colorTextDescription: 'rgba(240, 244, 250, 0.64)',
    },
  };
}

function vivid(primary: string): Partial<MapToken> {
  const lighter = readableOn('#171b21', primary, 8);
  return {
    colorPrimary: primary,
    colorPrimaryText: primary,
    colorPrimaryHover: lighter,
    colorPrimaryTextHover: lighter,
    colorPrimaryActive: primary,
    colorInfo: primary,
    colorInfoText: primary,
    colorLink: primary,
    colorLinkHover: lighter,
    colorLinkActive: primary,
    colorError: '#ff7b72',
    colorErrorText: '#ff7b72',
    colorErrorHover: '#ffa198',
    colorSuccess: '#3fb950',
    colorSuccessText: '#3fb950',
    colorWarning: '#d29922',
    colorWarningText: '#d29922',
  };
}
