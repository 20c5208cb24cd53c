import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { PracticeRecord, PracticeWorld } from '../platform';
import type { Practice } from './world';

const kinds = ['TXT', 'CNAME', 'NS', 'A', 'AAAA', 'CAA', 'DS'];

/** A registrar's record form for the seller's practice zone. */
export function RegistrarTab({ practice, world }: { practice: Practice; world: PracticeWorld }) {
  const { t } = useWords();
  const [name, setName] = useState('');
  const [kind, setKind] = useState('TXT');
  const [value, setValue] = useState('');
  const [busy, setBusy] = useState(false);

  const publish = async () => {
    setBusy(true);
    const ok = await practice.act(() =>
      commands.practice_publish({ record: { zone: world.zone, name, kind, ttl: 300, value } }),
    );
    if (ok) {
      setName('');
      setValue('');
    }
    setBusy(false);
  };
  const remove = (record: PracticeRecord) => void practice.act(() => commands.practice_remove({ record }));

  return (
    <SpaceBetween size="m">
      <Box>{t('registrar-zone', { zone: world.zone })}</Box>
      <Grid gridDefinition={[{ colspan: 4 }, { colspan: 2 }, { colspan: 4 }, { colspan: 2 }]}>
        <FormField label={t('column-record-name')} data-testid="registrar-name">
          <Input value={name} spellcheck={false} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label={t('column-record-kind')} data-testid="registrar-kind">
          <Select
            selectedOption={{ value: kind, label: kind }}
            options={kinds.map((one) => ({ value: one, label: one }))}
            onChange={({ detail }) => setKind(detail.selectedOption.value ?? 'TXT')}
          />
        </FormField>
        <FormField label={t('column-record-value')} data-testid="registrar-value">
          <Input value={value} spellcheck={false} onChange={({ detail }) => setValue(detail.value)} />
        </FormField>
        <FormField label={t('registrar-publish')}>
          <Button
            data-testid="registrar-publish"
            loading={busy}
            disabled={name.trim() === '' || value.trim() === ''}
            onClick={() => void publish()}
          >
            {t('registrar-publish')}
          </Button>
        </FormField>
      </Grid>
      <Table
        variant="embedded"
        wrapLines
        items={world.records}
        ariaLabels={{ tableLabel: t('records') }}
        empty={<Box>{t('registrar-empty')}</Box>}
        columnDefinitions={[
          { id: 'name', header: t('column-record-name'), cell: (record) => record.name, isRowHeader: true },
          { id: 'kind', header: t('column-record-kind'), cell: (record) => record.kind, width: 90 },
          {
            id: 'value',
            header: t('column-record-value'),
            cell: (record) => <span className="name">{record.value}</span>,
          },
          {
            id: 'remove',
            header: t('remove'),
            width: 120,
            cell: (record) => (
              <Button
                variant="inline-icon"
                iconName="remove"
                ariaLabel={t('remove-record', { name: record.name, kind: record.kind })}
                onClick={() => remove(record)}
              />
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
