import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useWords } from '../i18n';
import { duration } from '../i18n/format';
import { commands } from '../platform';
import type { PracticePanel } from '../platform';
import type { Practice } from './world';

const waits = [0, 60, 600, 3600, 86_400];
const ttls = [60, 300, 3600, 86_400];

/** How the practice registrar's panel treats what is typed: the slips of real ones, each a switch. */
export function PanelSettings({ practice, panel }: { practice: Practice; panel: PracticePanel }) {
  const { t } = useWords();
  const set = (patch: Partial<PracticePanel>) =>
    void practice.act(() => commands.practice_set_panel({ panel: { ...panel, ...patch } }));
  const long = (seconds: number) => {
    const phrase = duration(seconds * 1000);
    return t(phrase.id, phrase.params);
  };
  const wait = (seconds: number) => ({
    value: String(seconds),
    label: seconds === 0 ? t('panel-at-once') : t('panel-after', { duration: long(seconds) }),
  });
  const ttl = (seconds: number | null) =>
    seconds === null
      ? { value: '', label: t('panel-ttl-typed') }
      : { value: String(seconds), label: t('panel-ttl-forced', { duration: long(seconds) }) };
  // What was set elsewhere is offered, too.
  const with_ = (all: number[], one: number | null) => (one === null || all.includes(one) ? all : [...all, one]);
  return (
    <SpaceBetween size="m">
      <Slip name="names" checked={panel.appendsZoneToNames} onChange={(on) => set({ appendsZoneToNames: on })} />
      <Slip name="values" checked={panel.appendsZoneToValues} onChange={(on) => set({ appendsZoneToValues: on })} />
      <Slip name="quotes" checked={panel.quotesTextsAgain} onChange={(on) => set({ quotesTextsAgain: on })} />
      <ColumnLayout columns={2}>
        <FormField
          label={t('panel-propagation')}
          description={t('panel-propagation.hint')}
          data-testid="panel-propagation"
        >
          <Select
            selectedOption={wait(panel.propagationSeconds)}
            options={with_(waits, panel.propagationSeconds).map(wait)}
            expandToViewport
            onChange={({ detail }) => set({ propagationSeconds: Number(detail.selectedOption.value) })}
          />
        </FormField>
        <FormField label={t('panel-ttl')} description={t('panel-ttl.hint')} data-testid="panel-ttl">
          <Select
            selectedOption={ttl(panel.forcedTtl)}
            options={[null, ...with_(ttls, panel.forcedTtl)].map(ttl)}
            expandToViewport
            onChange={({ detail }) => {
              const { value = '' } = detail.selectedOption;
              set({ forcedTtl: value === '' ? null : Number(value) });
            }}
          />
        </FormField>
      </ColumnLayout>
    </SpaceBetween>
  );
}

function Slip({ name, checked, onChange }: { name: string; checked: boolean; onChange: (on: boolean) => void }) {
  const { t } = useWords();
  return (
    <Toggle
      checked={checked}
      description={t(`panel-slip-${name}.hint`)}
      data-testid={`panel-slip-${name}`}
      onChange={({ detail }) => onChange(detail.checked)}
    >
      {t(`panel-slip-${name}`)}
    </Toggle>
  );
}
