import { describe, expect, it } from 'vitest';
import { topics } from '../help/topics';
import { bundleOf, english, wordsOf } from './catalogue';

const words = wordsOf(
  bundleOf([
    'ui-greet = Hello { $name }\nfound = Port { $port }, since { $at }\n    .why = { $count ->\n        [one] One\n       *[other] { $count }\n    }\n',
  ]),
);

describe('words', () => {
  it('show the code of a text that is missing, with its parameters', () => {
    expect(words.t('nowhere')).toBe('nowhere');
    expect(words.say({ code: 'nowhere', params: { zone: 'use1-az2' } })).toBe('nowhere (zone: use1-az2)');
    expect(words.more({ code: 'nowhere' }, 'why')).toBeNull();
  });

  it('do not fail on a missing parameter', () => {
    expect(words.t('greet')).toBe('Hello {$name}');
  });

  it('leave ports ungrouped, put moments in the reader’s form, and choose plurals', () => {
    const text = words.say({ code: 'found', params: { port: 8443, at: '2026-11-23T09:00:00Z' } });
    expect(text).toContain('Port 8443');
    expect(text).not.toContain('T09:00');
    expect(words.more({ code: 'found', params: { count: 1 } }, 'why')).toBe('One');
    expect(words.more({ code: 'found', params: { count: 1200 } }, 'why')).toBe('1200');
  });
});

describe('the catalogue', () => {
  it('explains every help topic', () => {
    const { t } = wordsOf(english);
    for (const topic of topics) {
      expect(t(`help-${topic}`)).not.toBe(`help-${topic}`);
      expect(t(`help-${topic}.text`)).not.toBe(`help-${topic}.text`);
    }
  });

  it('has every text that the window names', () => {
    const sources: Record<string, string> = import.meta.glob('../**/*.tsx', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const missing = new Set<string>();
    const has = (id: string) => {
      const [name = '', attribute] = id.split('.');
      return [`ui-${name}`, name].some((one) => {
        const entry = english.getMessage(one);
        return attribute === undefined ? entry?.value != null : entry?.attributes[attribute] !== undefined;
      });
    };
    for (const source of Object.values(sources)) {
      for (const [, id] of source.matchAll(/\bt\(\s*'([^']+)'/g)) if (id !== undefined && !has(id)) missing.add(id);
      for (const [, name] of source.matchAll(/<Field\s+name="([^"]+)"/g)) {
        const id = `label-${(name ?? '').replace('.', '-')}`;
        if (!has(id)) missing.add(id);
      }
    }
    expect([...missing]).toEqual([]);
  });
});
