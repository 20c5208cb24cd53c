/** What was proven and has to stay true, and entries for the computer's own scheduler. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { CopyText } from '../components/copy';
import { More } from '../components/more';
import { Part } from '../components/part';
import { StateMark } from '../components/state-mark';
import { LookedAt } from '../components/time-ago';
import { useWords } from '../i18n';
import type { NamesPicture, ScheduleEntry } from '../platform';
import { watchMarks } from './standing';

/** The last looks, and the way to have them taken every day. */
export function Watch({ picture }: { picture: NamesPicture }) {
  const { t, say } = useWords();
  return (
    <Part id="watch" title={t('watch')} description={t('watch.text')}>
      <SpaceBetween size="m">
        {picture.watch.length === 0 ? (
          <Box>{t('watch-none')}</Box>
        ) : (
          <Table
            variant="embedded"
            wrapLines
            items={picture.watch}
            ariaLabels={{ tableLabel: t('watch-table') }}
            columnDefinitions={[
              {
                id: 'watched',
                header: t('column-watched'),
                isRowHeader: true,
                minWidth: 150,
                cell: (one) => t(`watched-${one.watched}`) + (one.region === null ? '' : ` (${one.region})`),
              },
              {
                id: 'state',
                header: t('column-state'),
                minWidth: 160,
                cell: (one) => (
                  <div data-testid={`watch-${one.watched}`} data-state={one.state}>
                    <StateMark state={one.state} marks={watchMarks} prefix="watch" />
                  </div>
                ),
              },
              { id: 'text', header: t('column-seen'), minWidth: 240, cell: (one) => say(one.text) },
              { id: 'at', header: t('column-last-look'), minWidth: 150, cell: (one) => <LookedAt at={one.lookedAt} /> },
            ]}
          />
        )}
        <More title={t('schedule')}>
          <SpaceBetween size="s">
            <Box>{t('schedule-text')}</Box>
            {[...picture.schedule].sort(hereFirst).map((entry) => (
              <div key={entry.scheduler} data-testid={`schedule-${entry.scheduler}`}>
                <Box variant="awsui-key-label">
                  {t(`schedule-${entry.scheduler}`)}
                  {entry.here ? ` – ${t('schedule-here')}` : ''}
                </Box>
                <pre className="call" tabIndex={0} aria-label={t(`schedule-${entry.scheduler}`)}>
                  {entry.text}
                </pre>
                <CopyText text={entry.text} label={t('schedule-copy')} />
              </div>
            ))}
          </SpaceBetween>
        </More>
      </SpaceBetween>
    </Part>
  );
}

function hereFirst(one: ScheduleEntry, other: ScheduleEntry): number {
  return Number(other.here) - Number(one.here);
}
