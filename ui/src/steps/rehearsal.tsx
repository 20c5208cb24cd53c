import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import DatePicker from '@cloudscape-design/components/date-picker';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { CopyText } from '../components/copy';
import { Field } from '../components/field';
import { useClock } from '../frame/clock';
import { useWords } from '../i18n';
import type { ChoiceProps, FoundProps, InputsOf, StepView } from './step-view';

const blank: InputsOf<'rehearsal'> = { step: 'rehearsal', attested: false, by: '', on: '', note: '' };

function Found({ observed }: FoundProps<'rehearsal'>) {
  const { t } = useWords();
  if (observed.serviceName === null) return <Box>{t('rehearsal-no-service')}</Box>;
  return (
    <SpaceBetween size="s">
      <Box>{t('rehearsal-commands')}</Box>
      <pre className="call">{observed.commands.join('\n')}</pre>
      <CopyText text={observed.commands.join('\n')} label={t('rehearsal-copy')} />
    </SpaceBetween>
  );
}

function Choice({ draft, change, problem }: ChoiceProps<'rehearsal'>) {
  const { t } = useWords();
  const clock = useClock();
  const attest = (attested: boolean) => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    change({ attested, on: attested && draft.on === '' ? today : draft.on });
  };
  return (
    <SpaceBetween size="l">
      <Alert type="info">{t('rehearsal-by-hand')}</Alert>
      <Field name="attested" problem={problem}>
        <Checkbox checked={draft.attested} onChange={({ detail }) => attest(detail.checked)}>
          {t('rehearsal-attest')}
        </Checkbox>
      </Field>
      {draft.attested && (
        <ColumnLayout columns={2}>
          <Field name="by" problem={problem}>
            <Input value={draft.by} onChange={({ detail }) => change({ by: detail.value })} />
          </Field>
          <Field name="on" problem={problem}>
            <DatePicker
              value={draft.on}
              onChange={({ detail }) => change({ on: detail.value })}
              i18nStrings={{ openCalendarAriaLabel: () => t('choose-date') }}
            />
          </Field>
        </ColumnLayout>
      )}
      <Field name="note" problem={problem} optional stretch>
        <Textarea value={draft.note} rows={3} onChange={({ detail }) => change({ note: detail.value })} />
      </Field>
    </SpaceBetween>
  );
}

/** A connection tried from a second account. */
export const rehearsal: StepView<'rehearsal'> = { blank, Found, Choice };
