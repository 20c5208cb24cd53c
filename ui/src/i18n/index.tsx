/** Words for components: wrap the app in `WordsProvider`, then `const { t, say } = useWords()`. */
import { LocalizationProvider, ReactLocalization, useLocalization } from '@fluent/react';
import type { ReactNode } from 'react';
import { english, wordsOf } from './catalogue';
import type { Words } from './catalogue';

export type { Params, Words } from './catalogue';

const localization = new ReactLocalization([english], null);
const known = new WeakMap<ReactLocalization, Words>();

/** Gives every component below it the texts. */
export function WordsProvider({ children }: { children: ReactNode }) {
  return <LocalizationProvider l10n={localization}>{children}</LocalizationProvider>;
}

/** The texts in the reader's language. The result is the same object at every render. */
export function useWords(): Words {
  const { l10n } = useLocalization();
  let words = known.get(l10n);
  if (words === undefined) {
    const [bundle] = l10n.bundles;
    words = wordsOf(bundle ?? english);
    known.set(l10n, words);
  }
  return words;
}
