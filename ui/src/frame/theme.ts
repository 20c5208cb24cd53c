/** Light or dark: the system's choice until the reader makes one, which is remembered on this computer. */
import { applyMode, Mode } from '@cloudscape-design/global-styles';

const key = 'gangway-theme';

/** Whether the window starts dark. */
export function startsDark(): boolean {
  const chosen = localStorage.getItem(key);
  return chosen === null ? window.matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

/** Shows the theme. */
export function showTheme(dark: boolean): void {
  applyMode(dark ? Mode.Dark : Mode.Light);
}

/** Remembers the reader's choice. */
export function rememberTheme(dark: boolean): void {
  localStorage.setItem(key, dark ? 'dark' : 'light');
}
