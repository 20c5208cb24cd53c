import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { PracticeFaultKind, PracticeFaultParameter } from '../platform';
import { valueWords } from './fault-words';
import type { Practice } from './world';

/** The particulars of one fault, and the button that begins it. Mount it anew (`key`) for another one. */
export function FaultForm({ kind, practice }: { kind: PracticeFaultKind; practice: Practice }) {
  const { t } = useWords();
  const [values, setValues] = useState<Record<string, string>>({});
  const [nth, setNth] = useState('1');
  const [times, setTimes] = useState('1');
  const [endless, setEndless] = useState(false);
  const [busy, setBusy] = useState(false);

  const begin = async () => {
    setBusy(true);
    await practice.act(() =>
      commands.practice_fault_begin({
        fault: {
          name: kind.name,
          parameters: values,
          nth: kind.counted ? Number(nth) : null,
          times: kind.counted ? (endless ? 0 : Number(times)) : null,
        },
      }),
    );
    setBusy(false);
  };

  return (
    <SpaceBetween size="m">
      {(kind.parameters.length > 0 || kind.counted) && (
        <ColumnLayout columns={3}>
          {kind.parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name] ?? parameter.default}
              onChange={(value) => setValues({ ...values, [parameter.name]: value })}
            />
          ))}
          {kind.counted && (
            <FormField
              label={t('practice-trouble-nth')}
              description={t('practice-trouble-nth.hint')}
              data-testid="fault-nth"
            >
              <Input type="number" inputMode="numeric" value={nth} onChange={({ detail }) => setNth(detail.value)} />
            </FormField>
          )}
          {kind.counted && (
            <FormField
              label={t('practice-trouble-times')}
              description={t('practice-trouble-times.hint')}
              data-testid="fault-times"
            >
              <SpaceBetween size="xxs">
                <Input
                  type="number"
                  inputMode="numeric"
                  value={times}
                  disabled={endless}
                  onChange={({ detail }) => setTimes(detail.value)}
                />
                <Checkbox
                  checked={endless}
                  data-testid="fault-endless"
                  onChange={({ detail }) => setEndless(detail.checked)}
                >
                  {t('practice-trouble-endless')}
                </Checkbox>
              </SpaceBetween>
            </FormField>
          )}
        </ColumnLayout>
      )}
      <Button variant="primary" data-testid="fault-begin" loading={busy} onClick={() => void begin()}>
        {t('practice-trouble-begin')}
      </Button>
    </SpaceBetween>
  );
}

function ParameterField({
  parameter,
  value,
  onChange,
}: {
  parameter: PracticeFaultParameter;
  value: string;
  onChange: (value: string) => void;
}) {
  const words = useWords();
  const { t, more } = words;
  const { name, choices, least, most } = parameter;
  const option = (one: string) => ({ value: one, label: valueWords(words, name, one) });
  const number = least !== null && most !== null;
  return (
    <FormField
      label={t(`goes-wrong-parameter-${name}`)}
      description={more({ code: `goes-wrong-parameter-${name}` }, 'hint')}
      constraintText={number ? t('practice-trouble-number', { least, most }) : undefined}
      data-testid={`fault-parameter-${name}`}
    >
      {choices.length > 0 ? (
        <Select
          selectedOption={option(value)}
          options={choices.map(option)}
          expandToViewport
          onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
        />
      ) : (
        <Input
          {...(number ? { type: 'number' as const, inputMode: 'numeric' as const } : {})}
          value={value}
          spellcheck={false}
          onChange={({ detail }) => onChange(detail.value)}
        />
      )}
    </FormField>
  );
}
