import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { Field } from '../components/field';
import { useWords } from '../i18n';
import type { RegionCosts } from '../platform';

/** What differs between the two ways whatever the Region: the texts `regions-ROW`, `regions-ROW-own` and `regions-ROW-shared`. */
const rows = ['work', 'zones', 'distance', 'idle', 'marketplace'] as const;

/** How customers of other Regions are served: by an endpoint service there, or from this Region. The two stand side by side. */
export function OtherRegions({
  chosen,
  offered,
  costs,
  problem,
  onChoose,
}: {
  chosen: string[];
  offered: string[];
  costs: RegionCosts[];
  problem: (field: string) => string | undefined;
  onChoose: (regions: string[]) => void;
}) {
  const { t } = useWords();
  const [wanted, setWanted] = useState(false);
  const shared = wanted || chosen.length > 0;
  return (
    <SpaceBetween size="m">
      <Field name="reach" problem={problem} topic="cross-region">
        <RadioGroup
          value={shared ? 'shared' : 'own'}
          onChange={({ detail }) => {
            setWanted(detail.value === 'shared');
            if (detail.value === 'own') onChoose([]);
          }}
          items={[
            {
              value: 'own',
              label: `${t('regions-own')} – ${t('recommended')}`,
              description: t('regions-own.text'),
            },
            { value: 'shared', label: t('regions-shared'), description: t('regions-shared.text') },
          ]}
        />
      </Field>
      {shared && (
        <Field name="supportedRegions" problem={problem} optional>
          <Multiselect
            selectedOptions={chosen.map((region) => ({ value: region, label: region }))}
            options={offered.map((region) => ({ value: region, label: region }))}
            onChange={({ detail }) => onChoose(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
            placeholder={t('choose-more-regions')}
            filteringAriaLabel={t('choose-more-regions')}
            filteringType={offered.length > 8 ? 'auto' : 'none'}
            deselectAriaLabel={(option) => t('take-off', { name: option.label ?? '' })}
            empty={t('no-other-regions')}
          />
        </Field>
      )}
      <ExpandableSection headerText={t('regions-compare')} defaultExpanded={chosen.length > 0}>
        <Comparison costs={costs.filter((one) => chosen.includes(one.region))} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function Comparison({ costs }: { costs: RegionCosts[] }) {
  const { t, say } = useWords();
  const items = [
    ...costs.map((one) => ({
      id: `cost-${one.region}`,
      about: t('regions-cost', { region: one.region }),
      own: t('regions-cost-own', { price: say(one.own) }),
      shared: t('regions-cost-shared', { price: say(one.crossing) }),
    })),
    ...rows.map((row) => ({
      id: row,
      about: t(`regions-${row}`),
      own: t(`regions-${row}-own`),
      shared: t(`regions-${row}-shared`),
    })),
  ];
  return (
    <div data-testid="regions-comparison">
      <Table
        variant="embedded"
        wrapLines
        items={items}
        trackBy="id"
        ariaLabels={{ tableLabel: t('regions-compare') }}
        columnDefinitions={[
          { id: 'about', header: t('regions-about'), isRowHeader: true, minWidth: 110, cell: (one) => one.about },
          { id: 'own', header: t('regions-own'), minWidth: 160, cell: (one) => one.own },
          { id: 'shared', header: t('regions-shared'), minWidth: 160, cell: (one) => one.shared },
        ]}
      />
    </div>
  );
}
