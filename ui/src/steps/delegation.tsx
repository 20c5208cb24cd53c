import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { useEffect, useRef, useState } from 'react';
import { DelegationChain, sameNames } from '../components/delegation-chain';
import { DelegationChanges, DelegationTrace } from '../components/delegation-trace';
import { Field } from '../components/field';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { PublishChoice } from '../components/publish-choice';
import { Records } from '../components/records';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { NameServersRead } from '../platform';
import { newest, usePractice } from '../practice/world';
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
      {/* While nothing stands there, the whole list of records below says it. */}
      {(check.verdict !== 'notDelegated' || check.changes.some(({ action }) => action !== 'add')) && (
        <DelegationChanges check={check} />
      )}
      <DelegationTrace check={check} />
    </SpaceBetween>
  );
}

function Choice({ draft, change, problem }: ChoiceProps<'delegation'>) {
  const { t } = useWords();
  const practice = usePractice();
  const [pasted, setPasted] = useState<string | null>(null);
  const [reading, setReading] = useState(false);
  const newestList = useNewestList(newest(practice?.world?.inbox ?? []));
  // What is there already need not be taken over: later mails of a case repeat the list.
  const mail = newestList !== null && !sameNames(newestList.names, draft.nameServers) ? newestList : null;
  const text = pasted ?? draft.nameServers.join('\n');
  // Of two answers that overtake each other the one to the newest text counts.
  const turn = useRef(0);
  const take = (next: string) => {
    setPasted(next);
    setReading(true);
    turn.current += 1;
    const mine = turn.current;
    // Nothing is lost if she goes on before the answer: the engine reads what was pasted as well.
    change({ nameServers: next.split('\n').filter((line) => line.trim() !== '') });
    commands.name_servers_in({ text: next }).then(
      ({ names }) => {
        if (turn.current !== mine) return;
        change({ nameServers: names });
        setReading(false);
      },
      // The shell is gone; whatever is done next says so.
      () => undefined,
    );
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
      {!reading && draft.nameServers.length > 0 && (
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

interface ListMail {
  subject: string;
  text: string;
  names: string[];
}

/** The newest mail that lists name servers, as the shell reads it. */
function useNewestList(inbox: readonly { subject: string; text: string }[]): ListMail | null {
  const [found, setFound] = useState<ListMail | null>(null);
  const texts = JSON.stringify(inbox.map(({ subject, text }) => ({ subject, text })));
  useEffect(() => {
    let left = false;
    const mails = JSON.parse(texts) as { subject: string; text: string }[];
    const read = Promise.all(mails.map(({ text }) => commands.name_servers_in({ text })));
    read.then(
      (all: NameServersRead[]) => {
        const index = all.findIndex(({ listed }) => listed);
        const [mail, list] = [mails[index], all[index]];
        if (!left) setFound(mail === undefined || list === undefined ? null : { ...mail, names: list.names });
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [texts]);
  return found;
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
