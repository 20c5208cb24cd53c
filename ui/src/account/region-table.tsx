import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useWords } from '../i18n';
import type { SurveyRow } from '../platform';

/** The Regions of a survey, one row each: how much there is, and whether something is wrong. */
export function RegionTable({
  rows,
  onAgain,
  busy,
}: {
  rows: { region: string; row: SurveyRow | null }[];
  onAgain: (region: string) => void;
  busy: boolean;
}) {
  const { t } = useWords();
  const number = (row: SurveyRow | null, what: keyof NonNullable<SurveyRow['counts']>) => row?.counts?.[what] ?? '–';
  return (
    <Table
      variant="embedded"
      wrapLines
      items={rows}
      trackBy="region"
      ariaLabels={{ tableLabel: t('survey-regions') }}
      columnDefinitions={[
        { id: 'region', header: t('column-region'), isRowHeader: true, minWidth: 145, cell: ({ region }) => region },
        {
          id: 'state',
          header: t('column-state'),
          minWidth: 170,
          cell: ({ region, row }) => (
            <span data-testid={`survey-${region}`} data-state={stateOf(row)}>
              {row === null ? (
                <StatusIndicator type="in-progress">{t('looking')}</StatusIndicator>
              ) : row.counts === null ? (
                <SpaceBetween direction="horizontal" size="xs">
                  <StatusIndicator type="error">{t('survey-failed')}</StatusIndicator>
                  <Button variant="inline-link" disabled={busy} onClick={() => onAgain(region)}>
                    {t('survey-region-again')}
                  </Button>
                </SpaceBetween>
              ) : row.findings.length === 0 ? (
                <StatusIndicator type="success">{t('survey-fine')}</StatusIndicator>
              ) : (
                <StatusIndicator type="warning">{t('survey-count', { count: row.findings.length })}</StatusIndicator>
              )}
            </span>
          ),
        },
        { id: 'vpcs', header: t('network-vpcs'), cell: ({ row }) => number(row, 'vpcs') },
        { id: 'instances', header: t('step-instances'), cell: ({ row }) => number(row, 'instances') },
        { id: 'balancers', header: t('survey-load-balancers'), cell: ({ row }) => number(row, 'loadBalancers') },
        { id: 'services', header: t('survey-services'), cell: ({ row }) => number(row, 'services') },
        { id: 'certificates', header: t('survey-certificates'), cell: ({ row }) => number(row, 'certificates') },
      ]}
    />
  );
}

function stateOf(row: SurveyRow | null): string {
  if (row === null) return 'looking';
  if (row.counts === null) return 'failed';
  return row.findings.length === 0 ? 'fine' : 'findings';
}
