import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import type { IconProps } from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import type { Change, CostLine, Plan, PlanCosts } from '../platform';
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
export function PlanView({ plan, costs }: { plan: Plan; costs: PlanCosts | null }) {
  const words = useWords();
  const { t } = words;
  if (plan.changes.length === 0) return <Alert type="info">{t('plan-empty')}</Alert>;
  return (
    <SpaceBetween size="s">
      <ol className="plan" data-testid="plan">
        {plan.changes.map((change) => (
          <li key={change.id} data-testid="plan-change" data-change={change.id}>
            <ChangeLine
              change={change}
              costs={costs?.lines.filter((line) => line.change === change.id) ?? []}
              listYear={costs?.listDate.slice(0, 4) ?? ''}
            />
          </li>
        ))}
      </ol>
      {costs !== null && <Costs costs={costs} />}
      <More title={t('plan-ask-it')}>
        <SpaceBetween size="s">
          <Box>{t('plan-ask-it-text')}</Box>
          <CopyText text={messageForIt(plan, words)} label={t('plan-ask-it-copy')} />
        </SpaceBetween>
      </More>
    </SpaceBetween>
  );
}

/** What all of it comes to, and how far these prices can be relied on. */
function Costs({ costs }: { costs: PlanCosts }) {
  const { t, say } = useWords();
  return (
    <div data-testid="plan-costs">
      <Box variant="h4" tagOverride="h3">
        {t('plan-costs')}
      </Box>
      <div data-testid="plan-costs-total">{say(costs.total)}</div>
      <Box color="text-body-secondary" fontSize="body-s">
        {say(costs.list)} {t('plan-costs-calculator')}
      </Box>
    </div>
  );
}

/** One price: for what, how much, who pays, and its age where it is older than the rest. */
function CostOf({ line, listYear }: { line: CostLine; listYear: string }) {
  const { say } = useWords();
  const said = (code: string) => say({ code });
  const notes = [line.ends || line.price === 0 ? '' : said(`cost-payer-${line.payer}`)];
  if (line.seen !== null && line.price !== 0 && !line.seen.startsWith(listYear)) {
    notes.push(say({ code: 'cost-seen', params: { seen: line.seen } }));
  }
  const note = notes.filter((one) => one !== '').join('; ');
  return (
    <li data-testid="plan-cost">
      {say(line.what)}: {say(line.amount)}
      {note !== '' && ` (${note})`}
    </li>
  );
}

function ChangeLine({ change, costs, listYear }: { change: Change; costs: CostLine[]; listYear: string }) {
  const { t, say } = useWords();
  const { action, ...rest } = change.call;
  const where = elsewhere(change, say);
  // The call itself may cost nothing, and what it leads to something.
  const byUse = costs.some((line) => line.payer !== 'customer' && line.byUse && line.price !== 0);
  const cost = change.cost === 'free' && byUse ? 'by-use' : change.cost;
  return (
    <div className="plan-line">
      <span className="plan-icon">
        <Icon name={icons[change.verb]} ariaLabel={t(`verb-${change.verb}`)} />
      </span>
      <div>
        <div>{say(change.sentence)}</div>
        {where !== null && <div data-testid="plan-elsewhere">{where}</div>}
        <SpaceBetween direction="horizontal" size="xs">
          <Badge color={({ free: 'grey', hourly: 'blue', 'by-use': 'blue', ends: 'green' } as const)[cost]}>
            {t(`cost-${cost}`)}
          </Badge>
          <Badge color={change.undo === 'impossible' ? 'red' : 'grey'}>{t(`undo-${change.undo}`)}</Badge>
        </SpaceBetween>
        {costs.length > 0 && (
          <ul className="plan-costs">
            {costs.map((line) => (
              <CostOf key={line.what.code} line={line} listYear={listYear} />
            ))}
          </ul>
        )}
        <More title={t('plan-call')}>
          <pre className="call">{`${action}\n${JSON.stringify(rest, null, 2)}`}</pre>
        </More>
      </div>
    </div>
  );
}

/** The account that a change goes to, where that is not the plan's. */
function elsewhere({ account }: Change, say: Words['say']): string | null {
  return account === undefined ? null : say({ code: 'change-in-account', params: { account } });
}

/** The plan as a message to the people who give permissions. */
export function messageForIt(plan: Plan, { t, say }: Words): string {
  const lines = plan.changes.map((change, index) => {
    const where = elsewhere(change, say);
    return `${index + 1}. ${say(change.sentence)}${where === null ? '' : ` (${where})`}\n   ${change.call.action}`;
  });
  return t('plan-message', { account: plan.account, changes: lines.join('\n') });
}
