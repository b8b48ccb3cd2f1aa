import { theme as antdTheme, type ThemeConfig } from 'antd';
import type { MapToken, SeedToken } from 'antd/es/theme/interface/index';
import { readableOn } from './contrast.ts';

const wantsStillness = matchMedia('(prefers-reduced-motion: reduce)').matches;

const shared = {
  motion: !wantsStillness,
  borderRadius: 8,
  wireframe: false,
  fontFamily: `-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif`,
  fontFamilyCode: `ui-monospace, SFMono-Regular, Menlo, Consolas, 'Noto Sans Mono', 'Noto Sans CJK SC', monospace`,
} as const;

const components: ThemeConfig['components'] = {
  Card: { headerFontSizeSM: 15, headerPaddingSM: 16, bodyPaddingSM: 16 },
  Form: { verticalLabelPadding: '0 0 6px', itemMarginBottom: 20 },
  Table: { headerSplitColor: 'transparent', cellPaddingInlineMD: 16, cellPaddingBlockMD: 10 },
};

/** The colours that antd would mix itself, and too dull: of dark seeds it makes muddy grounds, and in the dark every colour pale. */
function mixed(primary: string, primaryHover: string, signals: Signals): (seed: SeedToken, map?: MapToken) => MapToken {
  const { success, warning, error, info } = signals;
  const colors: Partial<MapToken> = {
    colorPrimary: primary,
    colorPrimaryText: primary,
    colorPrimaryHover: primaryHover,
    colorPrimaryTextHover: primaryHover,
    colorPrimaryActive: primary,
    colorPrimaryBg: info.ground,
    colorLink: primary,
    colorLinkHover: primaryHover,
    colorLinkActive: primary,
    colorInfo: primary,
    colorInfoText: primary,
    colorInfoBg: info.ground,
    colorInfoBorder: info.border,
    colorSuccess: success.text,
    colorSuccessText: success.text,
    colorSuccessBg: success.ground,
    colorSuccessBorder: success.border,
    colorWarning: warning.text,
    colorWarningText: warning.text,
    colorWarningBg: warning.ground,
    colorWarningBorder: warning.border,
    colorError: error.text,
    colorErrorText: error.text,
    colorErrorHover: error.hover,
    colorErrorBg: error.ground,
    colorErrorBorder: error.border,
  };
  return (_seed, map) => ({ ...map, ...colors }) as MapToken;
}

interface Signal {
  text: string;
  ground: string;
  border: string;
}

interface Signals {
  info: Pick<Signal, 'ground' | 'border'>;
  success: Signal;
  warning: Signal;
  error: Signal & { hover: string };
}

// Each text can be read on its ground (WCAG 1.4.3); antd's own signal colours and greys are too pale for small text.
const lightSignals: Signals = {
  info: { ground: '#e8effd', border: '#b9cdf8' },
  success: { text: '#1a7f37', ground: '#e6f6ea', border: '#a9dcb7' },
  warning: { text: '#8a5a00', ground: '#fff4d6', border: '#f0d48a' },
  error: { text: '#cf222e', hover: '#a40e26', ground: '#ffebe9', border: '#ffb8b0' },
};

const darkSignals: Signals = {
  info: { ground: '#1a2542', border: '#2c4178' },
  success: { text: '#3fb950', ground: '#12271a', border: '#235634' },
  warning: { text: '#d29922', ground: '#2b2211', border: '#5c4719' },
  error: { text: '#ff7b72', hover: '#ffa198', ground: '#321a1b', border: '#6e2f2e' },
};

/** Light, in an accent (`#rrggbb`). */
export function lightTheme(accent: string): ThemeConfig {
  const primary = readableOn('#ffffff', accent);
  return {
    cssVar: { key: 'portico' },
    components,
    algorithm: [antdTheme.defaultAlgorithm, mixed(primary, readableOn('#ffffff', accent, 7), lightSignals)],
    token: {
      ...shared,
      colorPrimary: primary,
      colorBgLayout: '#f5f6f8',
      colorText: 'rgba(15, 20, 30, 0.92)',
      colorTextSecondary: 'rgba(15, 20, 30, 0.72)',
      colorTextTertiary: 'rgba(15, 20, 30, 0.66)',
      colorTextPlaceholder: 'rgba(15, 20, 30, 0.6)',
      colorTextDescription: 'rgba(15, 20, 30, 0.66)',
    },
  };
}

/** Dark, in an accent (`#rrggbb`). */
export function darkTheme(accent: string): ThemeConfig {
  // No colour is bright enough for a link on black and dark enough for white words upon it: buttons have dark words here.
  const primary = readableOn('#171b21', accent, 6);
  return {
    cssVar: { key: 'portico' },
    components: {
      ...components,
      Badge: { colorError: '#da3633' },
      Button: { primaryColor: '#0b1020', dangerColor: '#160506' },
    },
    algorithm: [antdTheme.darkAlgorithm, mixed(primary, readableOn('#171b21', primary, 8), darkSignals)],
    token: {
      ...shared,
      colorPrimary: primary,
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
