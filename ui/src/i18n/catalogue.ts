/**
 * The catalogue of texts: the same Fluent files that the terminal uses. Text ids of the window are in `ui.ftl`, `steps.ftl` and `help.ftl`; the
 * other files are keyed by the codes that the engine sends.
 */
import { FluentBundle, FluentNumber, FluentResource } from '@fluent/bundle';
import type { FluentVariable } from '@fluent/bundle';
import type { Message, Param } from '../platform';

const files: Record<string, string> = import.meta.glob('@words/en/**/*.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** A bundle of these Fluent sources. Values are not wrapped in isolation marks, because people copy them. */
export function bundleOf(sources: string[], locale = 'en'): FluentBundle {
  const bundle = new FluentBundle(locale, { useIsolating: false });
  for (const source of sources) {
    for (const error of bundle.addResource(new FluentResource(source))) console.error(error);
  }
  return bundle;
}

/** The English catalogue. */
export const english = bundleOf(Object.values(files));

/** Parameters of a text of the window. */
export type Params = Record<string, Param>;

/** The functions that components get their sentences from. */
export interface Words {
  /** A text of the window, `ui-ID` or `ID` in the catalogue, perhaps with `.attribute`; a missing one shows its id. */
  t: (id: string, params?: Params) => string;
  /** The sentence for a code that the engine sent; a missing one shows the code. */
  say: (message: Message) => string;
  /** A further sentence of a code (`why`, `next`, ...); `null` when the catalogue has none. */
  more: (message: Message, attribute: string) => string | null;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Engine parameters as Fluent takes them: numbers as they are (a port is 8443, not 8,443), moments in the reader's form. */
function engineParams(params: Params | undefined, locale: string): Record<string, FluentVariable> {
  const out: Record<string, FluentVariable> = {};
  for (const [name, value] of Object.entries(params ?? {})) {
    if (typeof value === 'number') out[name] = new FluentNumber(value, { useGrouping: false });
    else if (instant.test(value)) out[name] = formatInstant(new Date(value), locale);
    else out[name] = value;
  }
  return out;
}

function formatInstant(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'en' ? undefined : locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at);
}

/** The words of one bundle. */
export function wordsOf(bundle: FluentBundle): Words {
  const locale = bundle.locales[0] ?? 'en';
  const format = (id: string, attribute: string | null, params: Record<string, FluentVariable>): string | null => {
    const entry = bundle.getMessage(id);
    const pattern = attribute === null ? entry?.value : entry?.attributes[attribute];
    if (pattern === undefined || pattern === null) return null;
    // With an array for errors, a missing parameter shows as {$name} instead of throwing.
    return bundle.formatPattern(pattern, params, []);
  };
  return {
    t: (id, params) => {
      const [name = id, attribute = null] = id.split('.');
      return format(`ui-${name}`, attribute, params ?? {}) ?? format(name, attribute, params ?? {}) ?? id;
    },
    say: (message) => format(message.code, null, engineParams(message.params, locale)) ?? unknownCode(message),
    more: (message, attribute) => format(message.code, attribute, engineParams(message.params, locale)),
  };
}

function unknownCode(message: Message): string {
  const params = Object.entries(message.params ?? {}).map(([name, value]) => `${name}: ${value}`);
  return params.length === 0 ? message.code : `${message.code} (${params.join(', ')})`;
}
