import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from '../components/copy';
import { More } from '../components/more';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import type { SurveyFinding } from '../platform';
import { FixIt } from './fix-it';
import { owner } from './owner';

const severities = { blocker: 'error', warning: 'warning', note: 'info', good: 'success' } as const;

/** What is wrong, who can put it right, and the button that opens the task in which it is. */
export function SurveyFindingBox({ finding }: { finding: SurveyFinding }) {
  const words = useWords();
  const { t, say, more } = words;
  return (
    <div data-testid="finding" data-code={finding.message.code} data-severity={finding.severity}>
      <Alert type={severities[finding.severity]} header={`${finding.inRegion}: ${say(finding.message)}`}>
        <SpaceBetween size="xxs">
          <div>{more(finding.message, 'why')}</div>
          <div>{more(finding.message, 'next')}</div>
          {finding.evidence.length > 0 && (
            <Box variant="small" color="text-body-secondary">
              {finding.evidence.map((one) => `${say(one.message)} (${one.by})`).join(' ')}
            </Box>
          )}
          <Remedy finding={finding} />
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

/** Who can put it right. */
function Remedy({ finding }: { finding: SurveyFinding }) {
  const words = useWords();
  const { fix, remedy } = finding;
  if (fix !== null) return <FixIt finding={finding} fix={fix} />;
  // What to do about it is said already, and it is not done in a task.
  if (remedy === 'here' || remedy === 'if-yours') return null;
  return <div>{words.t(`remedy-${remedy}`, { owner: owner(finding, words), count: finding.liveConnections })}</div>;
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
