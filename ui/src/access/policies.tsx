import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useEffect, useState } from 'react';
import { CopyText } from '../components/copy';
import { Part } from '../components/part';
import { Skeleton } from '../components/skeleton';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { PolicyCard, PolicyKind, Trouble } from '../platform';

const kinds: readonly PolicyKind[] = ['survey', 'provision', 'rehearsal', 'undo'];

/** The least-privilege policies with the message that asks for them, to copy or to save. */
export function Policies({ ready }: { ready: boolean }) {
  const { t } = useWords();
  const [kind, setKind] = useState<PolicyKind>('survey');
  return (
    <Part id="policies" title={t('access-policies')} description={t('access-policies-text')}>
      <Tabs
        ariaLabel={t('access-policies')}
        activeTabId={kind}
        onChange={({ detail }) => setKind(kinds.find((one) => one === detail.activeTabId) ?? 'survey')}
        tabs={kinds.map((one) => ({
          id: one,
          label: <span data-testid={`policy-tab-${one}`}>{t(`policy-${one}`)}</span>,
          content: one === kind ? <Policy key={`${one} ${String(ready)}`} kind={one} /> : null,
        }))}
      />
    </Part>
  );
}

function Policy({ kind }: { kind: PolicyKind }) {
  const { t } = useWords();
  const [card, setCard] = useState<PolicyCard | null>(null);
  const [saved, setSaved] = useState<string[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    let left = false;
    commands.policy({ kind }).then(
      (made) => !left && setCard(made),
      (error: unknown) => !left && setTrouble(asTrouble(error)),
    );
    return () => {
      left = true;
    };
  }, [kind]);

  const save = () => {
    setTrouble(null);
    commands.save_policy({ kind }).then(setSaved, (error: unknown) => setTrouble(asTrouble(error)));
  };

  return (
    <SpaceBetween size="m">
      <Box>{t(`policy-${kind}.text`)}</Box>
      {trouble !== null && <TroubleBox trouble={trouble} />}
      {card === null && trouble === null && <Skeleton />}
      {card !== null && (
        <>
          <SpaceBetween direction="horizontal" size="xs">
            <CopyText text={`${card.subject}\n\n${card.message}`} label={t('policy-copy-message')} />
            {card.policies.map(({ name, json }) => (
              <CopyText
                key={name}
                text={json}
                label={card.policies.length === 1 ? t('policy-copy') : t('policy-copy-named', { name })}
              />
            ))}
            <Button iconName="download" data-testid="policy-save" onClick={save}>
              {t('policy-save')}
            </Button>
          </SpaceBetween>
          {saved.length > 0 && (
            <div data-testid="policy-saved" role="status">
              <Alert type="success">{t('policy-saved', { paths: saved.join(', ') })}</Alert>
            </div>
          )}
          {card.policies.map(({ name, json }) => (
            <div key={name} data-testid="policy-json">
              <Box variant="h3">{name}</Box>
              <pre className="policy" tabIndex={0} aria-label={name}>
                {json}
              </pre>
            </div>
          ))}
          <div data-testid="policy-message">
            <Box variant="h3">{t('policy-message')}</Box>
            <Box variant="strong">{card.subject}</Box>
            <pre className="policy policy-message" tabIndex={0} aria-label={t('policy-message')}>
              {card.message.split('\nGangway')[0]}
            </pre>
          </div>
        </>
      )}
    </SpaceBetween>
  );
}
