import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useState } from 'react';
import { Skeleton } from '../components/skeleton';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { PracticeFault, PracticeFaultKind, PracticeWorld } from '../platform';
import { FaultForm } from './fault-form';
import { valueWords } from './fault-words';
import type { Practice } from './world';

const areas = ['aws', 'dns', 'mail'];

/** "Make something go wrong": the faults of the practice world by name, and those that stand. */
export function TroubleTab({ practice, world }: { practice: Practice; world: PracticeWorld }) {
  const { t } = useWords();
  const [kinds, setKinds] = useState<PracticeFaultKind[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const { complain } = practice;

  useEffect(() => {
    let left = false;
    commands.practice_fault_kinds().then(
      (found) => {
        if (!left) setKinds(found);
      },
      (error: unknown) => {
        if (!left) complain(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [complain]);

  if (kinds === null) return <Skeleton />;
  const kind = kinds.find((one) => one.name === chosen) ?? null;
  const options = areas.map((area) => ({
    label: t(`area-${area}`),
    options: kinds
      .filter((one) => one.area === area)
      .map((one) => ({
        value: one.name,
        label: t(`goes-wrong-${one.name}`),
        description: t(`goes-wrong-${one.name}.does`),
        filteringTags: [one.name],
      })),
  }));
  return (
    <SpaceBetween size="l">
      <Active practice={practice} faults={world.faults} />
      <Toggle
        checked={world.limits}
        description={t('practice-limits.hint')}
        data-testid="practice-limits"
        onChange={({ detail }) => void practice.act(() => commands.practice_set_limits({ on: detail.checked }))}
      >
        {t('practice-limits')}
      </Toggle>
      <SpaceBetween size="m">
        <Header variant="h3" description={t('practice-trouble-text')}>
          {t('practice-trouble')}
        </Header>
        <FormField label={t('practice-trouble-what')} data-testid="fault-kind">
          <Select
            selectedOption={kind === null ? null : { value: kind.name, label: t(`goes-wrong-${kind.name}`) }}
            options={options}
            filteringType="auto"
            filteringPlaceholder={t('practice-trouble-find')}
            filteringAriaLabel={t('practice-trouble-find')}
            filteringClearAriaLabel={t('clear')}
            placeholder={t('practice-trouble-choose')}
            empty={t('practice-trouble-none')}
            noMatch={t('practice-trouble-none')}
            expandToViewport
            onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
          />
        </FormField>
        {kind !== null && (
          <SpaceBetween size="m">
            <Box data-testid="fault-text">
              {t(`goes-wrong-${kind.name}.does`)}{' '}
              {t('practice-trouble-outside', { sentence: t(`goes-wrong-${kind.name}.outside`) })}
            </Box>
            <FaultForm key={kind.name} kind={kind} practice={practice} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </SpaceBetween>
  );
}

/** What goes wrong now, with how often it struck, and the way to end it. */
function Active({ practice, faults }: { practice: Practice; faults: PracticeFault[] }) {
  const words = useWords();
  const { t } = words;
  const end = (id: string | null) => void practice.act(() => commands.practice_fault_end({ id }));
  return (
    <Table
      variant="embedded"
      wrapLines
      items={faults}
      trackBy="id"
      data-testid="active-faults"
      ariaLabels={{ tableLabel: t('practice-trouble-now') }}
      header={
        <Header
          variant="h3"
          actions={
            <Button data-testid="fault-end-all" disabled={faults.length === 0} onClick={() => end(null)}>
              {t('practice-trouble-end-all')}
            </Button>
          }
        >
          {t('practice-trouble-now')}
        </Header>
      }
      empty={<Box data-testid="no-faults">{t('practice-trouble-nothing')}</Box>}
      columnDefinitions={[
        {
          id: 'what',
          header: t('column-what'),
          isRowHeader: true,
          cell: (fault) => (
            <span data-testid="active-fault" data-fault={fault.name}>
              {t(`goes-wrong-${fault.name}`)}
            </span>
          ),
        },
        {
          id: 'exactly',
          header: t('column-exactly'),
          cell: (fault) => (
            <ColumnLayout columns={1} disableGutters>
              {Object.entries(fault.parameters)
                .filter(([, value]) => value !== '')
                .map(([name, value]) => (
                  <span key={name}>
                    {t(`goes-wrong-parameter-${name}`)}: {valueWords(words, name, value)}
                  </span>
                ))}
              {fault.nth > 1 && (
                <span>
                  {t('practice-trouble-nth')}: {fault.nth}
                </span>
              )}
            </ColumnLayout>
          ),
        },
        {
          id: 'struck',
          header: t('column-struck'),
          width: 100,
          cell: (fault) => <span data-testid="fault-struck">{t('struck-times', { count: fault.struck })}</span>,
        },
        {
          id: 'lasts',
          header: t('column-lasts'),
          width: 150,
          cell: (fault) =>
            fault.times === null
              ? t('practice-trouble-until-ended')
              : t('practice-trouble-left', { left: fault.times - fault.struck }),
        },
        {
          id: 'end',
          header: t('practice-trouble-end'),
          width: 130,
          cell: (fault) => (
            <Button
              wrapText={false}
              data-testid="fault-end"
              ariaLabel={t('practice-trouble-end-named', { name: t(`goes-wrong-${fault.name}`) })}
              onClick={() => end(fault.id)}
            >
              {t('practice-trouble-end')}
            </Button>
          ),
        },
      ]}
    />
  );
}
