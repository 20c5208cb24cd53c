/** What was read: which column is what, what is wrong with which row, and which doubtful ones are taken as well. */
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Pagination from '@cloudscape-design/components/pagination';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useEffect, useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { ImportMapping, ImportPreview, ImportRow, ImportRows, ImportVerdict, Trouble } from '../platform';

const size = 10;
const verdicts: ImportVerdict[] = ['good', 'there', 'doubtful', 'everyone', 'refused', 'duplicate', 'nothing'];
const looks: Record<ImportVerdict, StatusIndicatorProps.Type> = {
  good: 'success',
  there: 'info',
  duplicate: 'info',
  doubtful: 'warning',
  everyone: 'warning',
  refused: 'error',
  nothing: 'stopped',
};
type Mapped = 'account' | 'name' | 'note' | 'state' | 'since';

/** The preview of an import. */
export function ImportPreviewView({
  preview,
  accepted,
  everyone,
  onAccept,
  onEveryone,
  onMap,
}: {
  preview: ImportPreview;
  accepted: string[];
  everyone: boolean;
  onAccept: (codes: string[]) => void;
  onEveryone: (yes: boolean) => void;
  onMap: (mapping: ImportMapping) => void;
}) {
  const { t } = useWords();
  const { mapping, columns } = preview;
  const mapped: Mapped[] =
    preview.kind === 'customers' ? ['account', 'name', 'note'] : ['account', 'name', 'state', 'since'];
  const none = { value: '', label: t('import-column-none') };
  const options = columns.map((column) => ({
    value: String(column.index),
    label: column.header === '' ? t('import-column-number', { number: column.index + 1 }) : column.header,
    description: column.samples.join(' · '),
  }));
  return (
    <SpaceBetween size="m">
      {preview.fileName !== null && (
        <Box color="text-body-secondary">
          {preview.encoding === null
            ? preview.fileName
            : t('import-encoding', { name: preview.fileName, encoding: preview.encoding })}
        </Box>
      )}
      {columns.length > 0 && (
        <ColumnLayout columns={4}>
          {preview.sheets.length > 1 && (
            <FormField label={t('import-sheet')}>
              <Select
                selectedOption={{ value: mapping.sheet, label: mapping.sheet }}
                options={preview.sheets.map((value) => ({ value, label: value }))}
                onChange={({ detail }) => onMap({ ...mapping, sheet: detail.selectedOption.value ?? '' })}
              />
            </FormField>
          )}
          {mapped.map((what) => (
            <FormField key={what} label={t(`import-map-${what}`)} data-testid={`import-map-${what}`}>
              <Select
                selectedOption={options.find((one) => one.value === String(mapping[what])) ?? none}
                options={[none, ...options]}
                onChange={({ detail }) => {
                  const value = detail.selectedOption.value ?? '';
                  onMap({ ...mapping, [what]: value === '' ? null : Number(value) });
                }}
              />
            </FormField>
          ))}
          <FormField label={t('import-first-row')}>
            <Input
              type="number"
              inputMode="numeric"
              value={String(mapping.firstRow)}
              onChange={({ detail }) => {
                const firstRow = Number(detail.value);
                if (Number.isInteger(firstRow) && firstRow > 0) onMap({ ...mapping, firstRow });
              }}
            />
          </FormField>
        </ColumnLayout>
      )}
      {preview.doubts.length > 0 && (
        <FormField label={t('import-accept')}>
          <SpaceBetween size="xxs">
            {preview.doubts.map(({ code, count }) => (
              <Checkbox
                key={code}
                checked={accepted.includes(code)}
                onChange={({ detail }) =>
                  onAccept(detail.checked ? [...accepted, code] : accepted.filter((one) => one !== code))
                }
              >
                {t(`import-accept-${code}`, { count })}
              </Checkbox>
            ))}
          </SpaceBetween>
        </FormField>
      )}
      {preview.counts.everyone > 0 && (
        <Checkbox
          data-testid="import-everyone"
          checked={everyone}
          onChange={({ detail }) => onEveryone(detail.checked)}
        >
          <StatusIndicator type="warning">{t('import-accept-everyone')}</StatusIndicator>
        </Checkbox>
      )}
      <ImportTable preview={preview} />
    </SpaceBetween>
  );
}

function ImportTable({ preview }: { preview: ImportPreview }) {
  const { t, say } = useWords();
  const first: ImportVerdict | null = preview.counts.refused > 0 ? 'refused' : null;
  const [verdict, setVerdict] = useState<ImportVerdict | null>(first);
  const [page, setPage] = useState(0);
  const [content, setContent] = useState<ImportRows | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    let left = false;
    commands.allow_list_import_page({ verdict, page, size }).then(
      (next) => {
        if (!left) setContent(next);
      },
      (error: unknown) => {
        if (!left) setTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [verdict, page, preview]);

  const all = { value: '', label: t('import-verdict-all') };
  const options = verdicts
    .filter((one) => preview.counts[one] > 0)
    .map((one) => ({ value: one, label: t(`import-verdict-${one}`, { count: preview.counts[one] }) }));
  const total = content?.total ?? 0;
  const readAs = (row: ImportRow) => row.principal?.replace(/^arn:aws:iam::(\d{12}):root$/, '$1') ?? '–';
  if (trouble !== null) return <TroubleBox trouble={trouble} />;
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      data-testid="import-rows"
      ariaLabels={{ tableLabel: t('import-rows') }}
      loading={content === null}
      loadingText={t('import-loading')}
      items={content?.rows ?? []}
      header={
        <SpaceBetween direction="horizontal" size="m">
          {verdicts
            .filter((one) => preview.counts[one] > 0)
            .map((one) => (
              <StatusIndicator key={one} type={looks[one]}>
                {t(`import-verdict-${one}`, { count: preview.counts[one] })}
              </StatusIndicator>
            ))}
        </SpaceBetween>
      }
      filter={
        <Select
          ariaLabel={t('import-show')}
          selectedOption={options.find((one) => one.value === verdict) ?? all}
          options={[all, ...options]}
          onChange={({ detail }) => {
            const value = detail.selectedOption.value ?? '';
            setVerdict(verdicts.find((one) => one === value) ?? null);
            setPage(0);
          }}
        />
      }
      pagination={
        total > size ? (
          <Pagination
            currentPageIndex={page + 1}
            pagesCount={Math.ceil(total / size)}
            onChange={({ detail }) => setPage(detail.currentPageIndex - 1)}
          />
        ) : undefined
      }
      columnDefinitions={[
        { id: 'row', header: t('import-row'), isRowHeader: true, width: 80, cell: (row) => row.row },
        { id: 'given', header: t('import-given'), cell: (row) => row.given },
        { id: 'as', header: t('import-as'), cell: readAs },
        { id: 'name', header: t('column-customer'), cell: (row) => (row.name === '' ? '–' : row.name) },
        {
          id: 'wrong',
          header: t('import-wrong'),
          minWidth: 220,
          cell: (row) => (
            <>
              <StatusIndicator type={looks[row.verdict]}>{t(`import-is-${row.verdict}`)}</StatusIndicator>
              {row.message !== null && <Box variant="small">{say(row.message)}</Box>}
            </>
          ),
        },
      ]}
    />
  );
}
