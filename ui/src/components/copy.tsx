import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { useWords } from '../i18n';

/** A value to read and to copy, exactly as it has to be entered elsewhere. */
export function CopyValue({ value, what }: { value: string; what: string }) {
  const { t } = useWords();
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={value}
      copyButtonAriaLabel={t('copy-what', { what })}
      copySuccessText={t('copied')}
      copyErrorText={t('copy-failed')}
    />
  );
}

/** A button that copies a longer text. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const { t } = useWords();
  return (
    <CopyToClipboard
      variant="button"
      textToCopy={text}
      copyButtonText={label}
      copySuccessText={t('copied')}
      copyErrorText={t('copy-failed')}
    />
  );
}
