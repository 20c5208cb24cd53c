import FormField from '@cloudscape-design/components/form-field';
import type { ReactNode } from 'react';
import type { HelpTopic } from '../help/topics';
import { useWords } from '../i18n';
import { InfoLink } from './info-link';

/** A field with its label, hint and example from the catalogue (`label-NAME`, `.hint`, `.example`), and its problem. */
export function Field({
  name,
  problem,
  topic,
  optional = false,
  stretch = false,
  children,
}: {
  name: string;
  problem: (field: string) => string | undefined;
  topic?: HelpTopic;
  optional?: boolean;
  stretch?: boolean;
  children: ReactNode;
}) {
  const { t, more } = useWords();
  // A part of a choice is named `choice.name`; in the catalogue a dot would mean an attribute.
  const label = { code: `label-${name.replace('.', '-')}` };
  return (
    <FormField
      data-testid={`field-${name}`}
      label={
        optional ? (
          <>
            {t(label.code)} <i>{t('optional')}</i>
          </>
        ) : (
          t(label.code)
        )
      }
      description={more(label, 'hint')}
      constraintText={more(label, 'example')}
      errorText={problem(name)}
      info={topic === undefined ? undefined : <InfoLink topic={topic} />}
      stretch={stretch}
    >
      {children}
    </FormField>
  );
}
