/** What is in the account, Region by Region as it arrives: how much there is, where endpoint services stand zone by zone, and what is wrong. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useRef, useState } from 'react';
import { CopyText } from '../components/copy';
import { More } from '../components/more';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import { asTrouble, survey } from '../platform';
import type { RegionMap, Standing, SurveyFinding, SurveyRow, Trouble } from '../platform';

type Rows = ReadonlyMap<string, SurveyRow | null>;

const looks: Record<Standing, StatusIndicatorProps.Type> = {
  served: 'success',
  'nobody-answers': 'error',
  'not-picked-up': 'warning',
  absent: 'stopped',
  unknown: 'info',
};

/** The page "What is in the account". */
export function SurveyPage() {
  const { t } = useWords();
  const [rows, setRows] = useState<Rows>(new Map());
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // A look that was begun anew makes the news of the earlier one old.
  const turn = useRef(0);

  const look = async (regions: string[]) => {
    turn.current += 1;
    const mine = turn.current;
    setAsking(true);
    setTrouble(null);
    try {
      await survey(regions, (news) => {
        if (mine !== turn.current) return;
        if (news.kind === 'row') setRows((old) => new Map(old).set(news.row.region, news.row));
        else {
          setRows((old) => {
            const fresh = new Map(regions.length === 0 ? [] : old);
            for (const region of news.regions) fresh.set(region, null);
            return fresh;
          });
        }
      });
    } catch (error) {
      if (mine === turn.current) setTrouble(asTrouble(error));
    } finally {
      if (mine === turn.current) setAsking(false);
    }
  };

  const all = [...rows].toSorted(([a], [b]) => a.localeCompare(b)).map(([region, row]) => ({ region, row }));
  const found = all.flatMap(({ row }) => row?.findings ?? []);
  const maps = all.flatMap(({ row }) => (row?.map == null || row.map.services.length === 0 ? [] : [row.map]));
  const done = all.filter(({ row }) => row !== null).length;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('survey-text')}
          actions={
            <Button variant="primary" data-testid="survey" loading={asking} onClick={() => void look([])}>
              {t(all.length === 0 ? 'survey-do' : 'survey-again')}
            </Button>
          }
        >
          {t('survey')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {trouble !== null && <TroubleBox trouble={trouble} onRetry={() => void look([])} />}
        {all.length > 0 && (
          <Part
            id="survey-regions"
            title={t('survey-regions')}
            description={t('survey-progress', { done, total: all.length })}
          >
            <Regions rows={all} onAgain={(region) => void look([region])} busy={asking} />
          </Part>
        )}
        {maps.length > 0 && (
          <Part id="survey-map" title={t('survey-map')} description={t('survey-map-text')}>
            <SpaceBetween size="l">
              {maps.map((map) => (
                <ZoneMap key={map.region} map={map} />
              ))}
            </SpaceBetween>
          </Part>
        )}
        {all.length > 0 && done === all.length && (
          <Part id="survey-findings" title={t('survey-found', { count: found.length })}>
            {found.length === 0 ? (
              <StatusIndicator type="success">{t('survey-nothing')}</StatusIndicator>
            ) : (
              <SpaceBetween size="s">
                {found.map((finding) => (
                  <Finding
                    key={`${finding.inRegion} ${finding.message.code} ${finding.subject ?? ''}`}
                    finding={finding}
                  />
                ))}
              </SpaceBetween>
            )}
          </Part>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Regions({
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
        { id: 'region', header: t('column-region'), isRowHeader: true, cell: ({ region }) => region },
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

/** A Region's endpoint services by zone. */
function ZoneMap({ map }: { map: RegionMap }) {
  const { t } = useWords();
  const zones = map.zones.map((zone, index) => ({ zone, index })).filter(({ zone }) => zone.usable);
  return (
    <Table
      variant="embedded"
      items={map.services}
      trackBy="id"
      header={<Box variant="h3">{map.region}</Box>}
      ariaLabels={{ tableLabel: t('survey-map-of', { region: map.region }) }}
      columnDefinitions={[
        {
          id: 'service',
          header: t('step-endpoint-service'),
          isRowHeader: true,
          minWidth: 220,
          cell: (service) => service.name ?? service.id,
        },
        ...zones.map(({ zone, index }) => ({
          id: zone.id,
          header: zone.id,
          cell: (service: RegionMap['services'][number]) => {
            const standing = service.standing[index] ?? 'unknown';
            return <StatusIndicator type={looks[standing]}>{t(`standing-${standing}`)}</StatusIndicator>;
          },
        })),
      ]}
    />
  );
}

const severities = { blocker: 'error', warning: 'warning', note: 'info', good: 'success' } as const;

function Finding({ finding }: { finding: SurveyFinding }) {
  const words = useWords();
  const { t, say, more } = words;
  return (
    <div data-testid="finding" data-code={finding.message.code} data-severity={finding.severity}>
      <Alert type={severities[finding.severity]} header={`${finding.inRegion}: ${say(finding.message)}`}>
        <SpaceBetween size="xxs">
          <div>{more(finding.message, 'why')}</div>
          <div>{more(finding.message, 'next')}</div>
          <div>{t(`remedy-${finding.remedy}`, { owner: owner(finding, words), count: finding.liveConnections })}</div>
          {finding.evidence.length > 0 && (
            <Box variant="small" color="text-body-secondary">
              {finding.evidence.map((one) => `${say(one.message)} (${one.by})`).join(' ')}
            </Box>
          )}
          {finding.remedy === 'ask-owner' && (
            <More title={t('survey-ask-owner')}>
              <CopyText text={letter(finding, words)} label={t('survey-ask-owner-copy')} />
            </More>
          )}
        </SpaceBetween>
      </Alert>
    </div>
  );
}

function owner(finding: SurveyFinding, { say }: Words): string {
  return say({ code: `survey-owner-${finding.owner.kind}`, params: { name: finding.owner.name ?? '?' } });
}

/** A finding as a message to whoever keeps the resource. */
export function letter(finding: SurveyFinding, words: Words): string {
  const { t, say, more } = words;
  const parts = [say(finding.message), more(finding.message, 'why'), more(finding.message, 'next')];
  return t('survey-letter', {
    region: finding.inRegion,
    subject: finding.subject ?? '',
    text: parts.filter((part) => part !== null).join('\n'),
    connections: finding.liveConnections,
    evidence: finding.evidence.map((one) => `- ${say(one.message)} (${one.by})`).join('\n'),
  });
}
