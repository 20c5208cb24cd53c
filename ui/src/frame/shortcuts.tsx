import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import { useEffect } from 'react';
import { useWords } from '../i18n';

/** The keys and what they do; `?` shows this list. */
const keys = ['?', 't', 'r', 'g', 'h', 'p'] as const;

/** One of them. */
export type Key = (typeof keys)[number];

/** Listens for single keys, except while something is being typed. */
export function useKeys(act: Partial<Record<Key, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = keys.find((one) => one === event.key);
      const order = key === undefined ? undefined : act[key];
      if (order !== undefined) {
        event.preventDefault();
        order();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** The list of keys. */
export function ShortcutsModal({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <Modal visible header={t('shortcuts')} onDismiss={onClose}>
      <KeyValuePairs
        columns={2}
        items={keys.map((key) => ({
          label: t(`key-${key === '?' ? 'help' : key}`),
          value: (
            <Box variant="code" fontSize="heading-m">
              {key}
            </Box>
          ),
        }))}
      />
    </Modal>
  );
}
