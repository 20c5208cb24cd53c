import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
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
import { PanelSettings } from './panel-settings';
import type { Practice } from './world';

const kinds = ['TXT', 'CNAME', 'NS', 'A', 'AAAA', 'CAA', 'DS', 'MX'];
const blank = { name: '', kind: 'TXT', ttl: '300', value: '' };

/** A registrar's record form for the seller's practice zone: add, change, remove, and the slips of real panels. */
export function RegistrarTab({ practice, world }: { practice: Practice; world: PracticeWorld }) {
  const { t } = useWords();
  const [form, setForm] = useState(blank);
  const [editing, setEditing] = useState<PracticeRecord | null>(null);
  const [busy, setBusy] = useState(false);

  const leave = () => {
    setEditing(null);
    setForm(blank);
  };
  const store = async () => {
    setBusy(true);
    const record = { zone: world.zone, name: form.name, kind: form.kind, ttl: Number(form.ttl), value: form.value };
    const ok = await practice.act(() =>
      editing === null
        ? commands.practice_publish({ record })
        : commands.practice_replace({ from: editing, to: record }),
    );
    if (ok) leave();
    setBusy(false);
  };
  const edit = (record: PracticeRecord) => {
    setEditing(record);
    // With its final dot a name is a name on every panel.
    setForm({ name: `${record.name}.`, kind: record.kind, ttl: String(record.ttl), value: record.value });
  };
  const remove = (record: PracticeRecord) => {
    if (editing !== null) leave();
    void practice.act(() => commands.practice_remove({ record }));
  };

  return (
    <SpaceBetween size="m">
      <Box>{t('registrar-zone', { zone: world.zone })}</Box>
      {editing !== null && (
        <Box variant="strong" data-testid="registrar-editing">
          {t('registrar-editing', { name: editing.name, kind: editing.kind })}
        </Box>
      )}
      <Grid
        gridDefinition={[
          { colspan: { default: 12, s: 4 } },
          { colspan: { default: 6, s: 2 } },
          { colspan: { default: 6, s: 2 } },
          { colspan: { default: 12, s: 4 } },
        ]}
      >
        <FormField label={t('column-record-name')} data-testid="registrar-name">
          <Input
            value={form.name}
            spellcheck={false}
            onChange={({ detail }) => setForm({ ...form, name: detail.value })}
          />
        </FormField>
        <FormField label={t('column-record-kind')} data-testid="registrar-kind">
          <Select
            selectedOption={{ value: form.kind, label: form.kind }}
            options={kinds.map((one) => ({ value: one, label: one }))}
            expandToViewport
            onChange={({ detail }) => setForm({ ...form, kind: detail.selectedOption.value ?? 'TXT' })}
          />
        </FormField>
        <FormField label={t('label-ttl')} data-testid="registrar-ttl">
          <Input
            type="number"
            inputMode="numeric"
            value={form.ttl}
            onChange={({ detail }) => setForm({ ...form, ttl: detail.value })}
          />
        </FormField>
        <FormField label={t('column-record-value')} data-testid="registrar-value">
          <Input
            value={form.value}
            spellcheck={false}
            onChange={({ detail }) => setForm({ ...form, value: detail.value })}
          />
        </FormField>
      </Grid>
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          data-testid="registrar-publish"
          loading={busy}
          disabled={form.name.trim() === '' || form.value.trim() === ''}
          onClick={() => void store()}
        >
          {t(editing === null ? 'registrar-publish' : 'registrar-replace')}
        </Button>
        {editing !== null && (
          <Button variant="link" onClick={leave}>
            {t('registrar-keep')}
          </Button>
        )}
      </SpaceBetween>
      <Table
        variant="embedded"
        wrapLines
        items={world.records}
        ariaLabels={{ tableLabel: t('records') }}
        empty={<Box>{t('registrar-empty')}</Box>}
        columnDefinitions={[
          {
            id: 'name',
            header: t('column-record-name'),
            isRowHeader: true,
            cell: (record) => (
              <span className="name" data-testid="registrar-record" data-kind={record.kind}>
                {record.name}
              </span>
            ),
          },
          { id: 'kind', header: t('column-record-kind'), cell: (record) => record.kind, width: 100 },
          { id: 'ttl', header: t('column-ttl'), cell: (record) => record.ttl, width: 90 },
          {
            id: 'value',
            header: t('column-record-value'),
            cell: (record) => <span className="name">{record.value}</span>,
          },
          {
            id: 'actions',
            header: t('registrar-actions'),
            width: 120,
            cell: (record) =>
              record.kind === 'SOA' ? null : (
                <SpaceBetween direction="horizontal" size="xxs">
                  <Button
                    variant="inline-icon"
                    iconName="edit"
                    data-testid="registrar-edit"
                    ariaLabel={t('edit-record', { name: record.name, kind: record.kind })}
                    onClick={() => edit(record)}
                  />
                  <Button
                    variant="inline-icon"
                    iconName="remove"
                    data-testid="registrar-remove"
                    ariaLabel={t('remove-record', { name: record.name, kind: record.kind })}
                    onClick={() => remove(record)}
                  />
                </SpaceBetween>
              ),
          },
        ]}
      />
      <ExpandableSection headerText={t('panel-slips')} headerDescription={t('panel-slips.hint')}>
        <PanelSettings practice={practice} panel={world.panel} />
      </ExpandableSection>
    </SpaceBetween>
  );
}
