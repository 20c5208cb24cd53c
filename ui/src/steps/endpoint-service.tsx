import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyValue } from '../components/copy';
import { Field } from '../components/field';
import { useWords } from '../i18n';
import { OtherRegions } from './other-regions';
import type { ChoiceProps, FoundProps, InputsOf, StepView } from './step-view';

const blank: InputsOf<'endpoint-service'> = {
  step: 'endpoint-service',
  choice: { kind: 'create' },
  acceptanceRequired: true,
  ipAddressTypes: [],
  supportedRegions: [],
  mayChange: false,
};

function Found({ observed }: FoundProps<'endpoint-service'>) {
  const { t } = useWords();
  const chosen = observed.services.find((one) => one.id === observed.chosen) ?? null;
  if (chosen === null) {
    return <Box>{t('endpoint-service-count', { count: observed.services.length })}</Box>;
  }
  return (
    <KeyValuePairs
      columns={2}
      items={[
        {
          label: t('endpoint-service-name'),
          value: <CopyValue value={chosen.name} what={t('endpoint-service-name')} />,
        },
        { label: t('column-state'), value: chosen.state },
        { label: t('column-zones'), value: chosen.zoneIds.join(', ') },
        { label: t('endpoint-service-base-names'), value: chosen.baseDnsNames.join(', ') },
        { label: t('label-acceptanceRequired'), value: chosen.acceptanceRequired ? t('yes') : t('no') },
      ]}
    />
  );
}

function Choice({ draft, change, problem, observed, suggested }: ChoiceProps<'endpoint-service'>) {
  const { t } = useWords();
  const { choice } = draft;
  const made = choice.kind === 'create' ? observed?.services.find((one) => one.id === observed.chosen) : undefined;
  const best = suggested === null ? null : suggested.choice.kind === 'existing' ? suggested.choice.id : 'create';
  const label = (text: string, value: string) => (value === best ? `${text} – ${t('recommended')}` : text);
  return (
    <SpaceBetween size="l">
      <Field name="choice" problem={problem}>
        <RadioGroup
          value={choice.kind === 'existing' ? choice.id : 'create'}
          onChange={({ detail }) =>
            change({ choice: detail.value === 'create' ? { kind: 'create' } : { kind: 'existing', id: detail.value } })
          }
          items={[
            ...(observed?.services ?? [])
              .filter((one) => one !== made)
              .map((one) => ({
                value: one.id,
                label: label(t('use-existing', { name: one.id }), one.id),
                description: `${one.name} – ${one.state}`,
              })),
            made === undefined
              ? {
                  value: 'create',
                  label: label(t('endpoint-service-create'), 'create'),
                  description: t('endpoint-service-create.text'),
                }
              : { value: 'create', label: t('created-here', { name: made.id }) },
          ]}
        />
      </Field>
      <Field name="acceptanceRequired" problem={problem} topic="acceptance">
        <RadioGroup
          value={draft.acceptanceRequired ? 'yes' : 'no'}
          onChange={({ detail }) => change({ acceptanceRequired: detail.value === 'yes' })}
          items={[
            { value: 'yes', label: t('acceptance-yes'), description: t('acceptance-yes.text') },
            { value: 'no', label: t('acceptance-no'), description: t('acceptance-no.text') },
          ]}
        />
      </Field>
      {choice.kind === 'existing' && observed?.services.find((one) => one.id === choice.id)?.ours === false && (
        <Checkbox checked={draft.mayChange} onChange={({ detail }) => change({ mayChange: detail.checked })}>
          {t('may-change-endpoint-service')}
        </Checkbox>
      )}
      <OtherRegions
        chosen={draft.supportedRegions}
        offered={observed?.otherRegions ?? []}
        costs={observed?.regionCosts ?? []}
        problem={problem}
        onChoose={(supportedRegions) => change({ supportedRegions })}
      />
      <ExpandableSection headerText={t('advanced')} defaultExpanded={draft.ipAddressTypes.length > 0}>
        <SpaceBetween size="l">
          <Field name="ipAddressTypes" problem={problem}>
            <Checkbox
              checked={draft.ipAddressTypes.includes('ipv6')}
              onChange={({ detail }) => change({ ipAddressTypes: detail.checked ? ['ipv4', 'ipv6'] : [] })}
            >
              {t('endpoint-ipv6')}
            </Checkbox>
          </Field>
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

/** The VPC endpoint service. */
export const endpointService: StepView<'endpoint-service'> = { plans: true, blank, Found, Choice };
