import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import type { IconProps } from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import type { Change, Plan } from '../platform';
import { CopyText } from './copy';
import { More } from './more';

const icons: Record<Change['verb'], IconProps.Name> = {
  create: 'add-plus',
  modify: 'edit',
  start: 'caret-right-filled',
  send: 'envelope',
  delete: 'remove',
};

/** What will happen, line by line: a sentence, its cost, whether it can be undone, and the call behind it. */
export function PlanView({ plan }: { plan: Plan }) {
  const words = useWords();
  const { t } = words;
  if (plan.changes.length === 0) return <Alert type="info">{t('plan-empty')}</Alert>;
  return (
    <SpaceBetween size="s">
      <ol className="plan" data-testid="plan">
        {plan.changes.map((change) => (
          <li key={change.id} data-testid="plan-change" data-change={change.id}>
            <ChangeLine change={change} />
          </li>
        ))}
      </ol>
      <More title={t('plan-ask-it')}>
        <SpaceBetween size="s">
          <Box>{t('plan-ask-it-text')}</Box>
          <CopyText text={messageForIt(plan, words)} label={t('plan-ask-it-copy')} />
        </SpaceBetween>
      </More>
    </SpaceBetween>
  );
}

function ChangeLine({ change }: { change: Change }) {
  const { t, say } = useWords();
  const { action, ...rest } = change.call;
  return (
    <div className="plan-line">
      <span className="plan-icon">
        <Icon name={icons[change.verb]} ariaLabel={t(`verb-${change.verb}`)} />
      </span>
      <div>
        <div>{say(change.sentence)}</div>
        <SpaceBetween direction="horizontal" size="xs">
          <Badge color={change.cost === 'free' ? 'grey' : 'blue'}>{t(`cost-${change.cost}`)}</Badge>
          <Badge color={change.undo === 'impossible' ? 'red' : 'grey'}>{t(`undo-${change.undo}`)}</Badge>
        </SpaceBetween>
        <More title={t('plan-call')}>
          <pre className="call">{`${action}\n${JSON.stringify(rest, null, 2)}`}</pre>
        </More>
      </div>
    </div>
  );
}

/** The plan as a message to the people who give permissions. */
export function messageForIt(plan: Plan, { t, say }: Words): string {
  const lines = plan.changes.map((change, index) => `${index + 1}. ${say(change.sentence)}\n   ${change.call.action}`);
  return t('plan-message', { account: plan.account, changes: lines.join('\n') });
}
