/** What is in the account, Region by Region as it arrives: how much there is, where endpoint services stand zone by zone, and what is wrong. */
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useRef, useState } from 'react';
import { Part } from '../components/part';
import { LookedAt } from '../components/time-ago';
import { TroubleBox } from '../components/trouble-box';
import { useClock } from '../frame/clock';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { asTrouble, survey } from '../platform';
import type { SurveyRow, Trouble } from '../platform';
import { RegionTable } from './region-table';
import { SurveyFindingBox } from './survey-finding';
import { ZoneMap } from './zone-map';

type Rows = ReadonlyMap<string, SurveyRow | null>;

/** The last whole look, so that whoever comes back from a task finds it again. */
let last: { onboarding: string; rows: Rows; at: number } | null = null;

/** The page "What is in the account". */
export function SurveyPage() {
  const { t } = useWords();
  const { onboarding } = useSession();
  const clock = useClock();
  const kept = last?.onboarding === onboarding.id ? last : null;
  const [rows, setRows] = useState<Rows>(kept?.rows ?? new Map());
  const [lookedAt, setLookedAt] = useState<number | null>(kept?.at ?? null);
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // A look that was begun anew makes the news of the earlier one old.
  const turn = useRef(0);

  const look = async (regions: string[]) => {
    turn.current += 1;
    const mine = turn.current;
    let all = new Map(rows);
    let whole: typeof last = null;
    setAsking(true);
    setTrouble(null);
    try {
      await survey(regions, (news) => {
        if (mine !== turn.current) return;
        if (news.kind === 'row') all = new Map(all).set(news.row.region, news.row);
        else {
          all = new Map(regions.length === 0 ? [] : all);
          for (const region of news.regions) all.set(region, null);
        }
        setRows(all);
        // The last news may come after the answer to the question.
        if (whole !== null) whole.rows = all;
      });
      if (mine !== turn.current) return;
      whole = { onboarding: onboarding.id, rows: all, at: clock.now() };
      last = whole;
      setLookedAt(whole.at);
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
            description={
              asking || lookedAt === null ? (
                t('survey-progress', { done, total: all.length })
              ) : (
                <LookedAt at={lookedAt} />
              )
            }
          >
            <RegionTable rows={all} onAgain={(region) => void look([region])} busy={asking} />
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
                  <SurveyFindingBox
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
