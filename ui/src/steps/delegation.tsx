import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { DelegationChain, sameNames } from '../components/delegation-chain';
import { DelegationChanges, DelegationTrace } from '../components/delegation-trace';
import { Field } from '../components/field';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { PublishChoice } from '../components/publish-choice';
import { Records } from '../components/records';
import { useWords } from '../i18n';
import { newest, usePractice } from '../practice/world';
import { listsNameServers, nameServersIn } from './name-servers';
import type { ChoiceProps, ElsewhereProps, FoundProps, InputsOf, StepView } from './step-view';

const blank: InputsOf<'delegation'> = { step: 'delegation', nameServers: [] };

const looks = {
  live: 'success',
  notDelegated: 'pending',
  partly: 'warning',
  broken: 'error',
  unknown: 'info',
} as const;

function Found({ observed }: FoundProps<'delegation'>) {
  const { t } = useWords();
  const { check } = observed;
  if (check === null) return <Box>{t('delegation-not-looked')}</Box>;
  return (
    <SpaceBetween size="m">
      <StatusIndicator type={looks[check.verdict]}>{t(`delegation-${check.verdict}`)}</StatusIndicator>
      <DelegationChain check={check} />
      {/* Before anything is published, the whole list of records below says it. */}
      {check.verdict !== 'notDelegated' && <DelegationChanges check={check} />}
      <DelegationTrace check={check} />
    </SpaceBetween>
  );
}

function Choice({ draft, change, problem }: ChoiceProps<'delegation'>) {
  const { t } = useWords();
  const practice = usePractice();
  const [pasted, setPasted] = useState<string | null>(null);
  const newestList = newest(practice?.world?.inbox ?? []).find((one) => listsNameServers(one.text)) ?? null;
  // What is there already need not be taken over: later mails of a case repeat the list.
  const mail = newestList !== null && !sameNames(nameServersIn(newestList.text), draft.nameServers) ? newestList : null;
  const text = pasted ?? draft.nameServers.join('\n');
  const take = (next: string) => {
    setPasted(next);
    change({ nameServers: nameServersIn(next) });
  };
  return (
    <SpaceBetween size="m">
      {mail !== null && (
        <SpaceBetween size="xs">
          <Box>{t('delegation-mail-is-here', { subject: mail.subject })}</Box>
          <Button data-testid="use-name-servers" iconName="envelope" onClick={() => take(mail.text)}>
            {t('use-name-servers')}
          </Button>
        </SpaceBetween>
      )}
      <Field name="nameServers" problem={problem} topic="name-servers" stretch>
        <Textarea
          value={text}
          rows={6}
          spellcheck={false}
          placeholder={t('delegation-paste')}
          onChange={({ detail }) => take(detail.value)}
        />
      </Field>
      {draft.nameServers.length > 0 && (
        <div data-testid="name-servers" aria-live="polite">
          <Box variant="awsui-key-label">{t('delegation-picked', { count: draft.nameServers.length })}</Box>
          <ol className="names">
            {draft.nameServers.map((server) => (
              <li key={server} className="name">
                {server}
              </li>
            ))}
          </ol>
        </div>
      )}
    </SpaceBetween>
  );
}

function Before({ detail, observed, look, reload }: ElsewhereProps<'delegation'>) {
  if (observed.records.length === 0 || observed.check?.verdict !== 'notDelegated') return null;
  return <PublishChoice detail={detail} hosted={observed.hosted} look={look} reload={reload} />;
}

function Elsewhere({ detail, observed, look }: ElsewhereProps<'delegation'>) {
  const { t } = useWords();
  if (observed.records.length + observed.renewal.length === 0) return null;
  return (
    <SpaceBetween size="l">
      {observed.records.length > 0 && (
        <Part
          id="records"
          title={t('delegation-records')}
          info={<InfoLink topic="delegation" />}
          description={t('delegation-records.text')}
        >
          <Records records={observed.records} checks={[]} publishing={detail.publishing} onPublished={look} />
        </Part>
      )}
      {observed.renewal.length > 0 && (
        <Part id="renewal" title={t('delegation-renewal')} description={t('delegation-renewal.text')}>
          <SpaceBetween size="xs">
            {observed.renewal.map(({ record, found }) => (
              <div key={record.name}>
                <span className="name">{record.name}</span>
                <Box display="block">
                  <StatusIndicator type={found ? 'success' : 'error'}>
                    {t(found ? 'renewal-found' : 'renewal-lost')}
                  </StatusIndicator>
                </Box>
              </div>
            ))}
          </SpaceBetween>
        </Part>
      )}
    </SpaceBetween>
  );
}

/** The subdomain handed to Seller Operations' name servers. */
export const delegation: StepView<'delegation'> = { blank, Found, Choice, Before, Elsewhere };
