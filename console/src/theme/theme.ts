import type { ThemeConfig } from 'antd';
import { useEffect, useSyncExternalStore } from 'react';
import { useBranding } from '../api/branding.ts';
import { readPreference, writePreference } from '../app/preferences.ts';
import { darkTheme, lightTheme } from './palette.ts';

/** Light, dark, or as the system is. */
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
function useIsDark(): boolean {
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
  return isDark ? darkTheme(accentColor) : lightTheme(accentColor);
}
