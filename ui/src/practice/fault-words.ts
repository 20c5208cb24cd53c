import type { Words } from '../i18n';

/** A parameter's value in words; what the catalogue has no words for (host names, AWS's codes, numbers) is shown as it is. */
export function valueWords({ t }: Words, parameter: string, value: string): string {
  const id = `goes-wrong-choice-${parameter}-${value}`;
  const said = t(id);
  return said === id || /[^a-z-]/.test(value) ? value : said;
}
