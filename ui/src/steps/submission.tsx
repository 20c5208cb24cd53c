import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { Ask } from '../components/ask';
import { CopyText } from '../components/copy';
import { Field } from '../components/field';
import { InfoLink } from '../components/info-link';
import { PackagePreview } from '../components/package-preview';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { Delivery, TaskDetail, Trouble } from '../platform';
import type { ChoiceProps, ElsewhereProps, InputsOf, ObservedOf, StepView } from './step-view';

const blank: InputsOf<'submission'> = { step: 'submission', way: 'mail', to: '', from: '', notes: '' };

function Choice({ draft, change, problem, observed }: ChoiceProps<'submission'>) {
  const { t } = useWords();
  const canMail = observed?.canMail ?? true;
  return (
    <SpaceBetween size="l">
      <Field name="way" problem={problem}>
        <RadioGroup
          value={draft.way}
          onChange={({ detail }) => change({ way: detail.value === 'folder' ? 'folder' : 'mail' })}
          items={[
            {
              value: 'mail',
              label: t('way-mail'),
              description: canMail ? t('way-mail.text') : t('way-mail-not-possible'),
              disabled: !canMail && draft.way !== 'mail',
            },
            { value: 'folder', label: t('way-folder'), description: t('way-folder.text') },
          ]}
        />
      </Field>
      {draft.way === 'mail' && (
        <SpaceBetween size="l">
          <Field name="to" problem={problem} topic="seller-operations">
            <Input type="email" value={draft.to} onChange={({ detail }) => change({ to: detail.value })} />
          </Field>
          <Field name="from" problem={problem}>
            <Input type="email" value={draft.from} onChange={({ detail }) => change({ from: detail.value })} />
          </Field>
        </SpaceBetween>
      )}
      <Field name="notes" problem={problem} optional stretch>
        <Textarea value={draft.notes} rows={4} onChange={({ detail }) => change({ notes: detail.value })} />
      </Field>
    </SpaceBetween>
  );
}

function Before({ detail, observed, reload, save: store }: ElsewhereProps<'submission'>) {
  const { t, say } = useWords();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState<'make' | 'save' | null>(null);
  const [savedTo, setSavedTo] = useState<string | null>(null);
  const { package: card, problems } = observed;

  const act = async (what: 'make' | 'save', order: () => Promise<void>) => {
    setBusy(what);
    setTrouble(null);
    try {
      await order();
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(null);
    }
    await reload();
  };
  const make = () =>
    act('make', async () => {
      // The remarks are part of the package.
      if (await store()) await commands.make_package();
    });
  const save = () =>
    act('save', async () => {
      const saved = await commands.save_package();
      if (saved !== null) setSavedTo(saved.savedTo);
    });
  const form = card?.files.find((file) => file.name.endsWith('.txt') && file.name.startsWith('submission'));
  const kept = savedTo ?? card?.savedTo ?? null;

  return (
    <Part id="package" title={t('package')} info={<InfoLink topic="submission" />} description={t('package.text')}>
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
        {problems.length > 0 && (
          <Alert type="warning" header={t('package-problems', { count: problems.length })}>
            <ul>
              {problems.map((problem) => (
                <li key={`${problem.field} ${problem.message.code}`}>{say(problem.message)}</li>
              ))}
            </ul>
          </Alert>
        )}
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            data-testid="make-package"
            variant={detail.first !== null && detail.first.code !== 'submission-package-save' ? 'primary' : 'normal'}
            loading={busy === 'make'}
            onClick={() => void make()}
          >
            {card === null ? t('package-make') : t('package-make-again')}
          </Button>
          <Button
            data-testid="save-package"
            iconName="download"
            loading={busy === 'save'}
            disabled={card === null}
            onClick={() => void save()}
          >
            {t('package-save')}
          </Button>
          {form !== undefined && <CopyText text={form.text} label={t('package-copy-form')} />}
        </SpaceBetween>
        {kept !== null && (
          <Alert type="success" data-testid="package-saved">
            {t('package-saved', { path: kept })}
          </Alert>
        )}
        {card === null ? <Box color="text-body-secondary">{t('package-none')}</Box> : <PackagePreview card={card} />}
      </SpaceBetween>
    </Part>
  );
}

function Elsewhere({ observed, reload }: ElsewhereProps<'submission'>) {
  return observed.delivery === null ? null : <DeliveryTruth delivery={observed.delivery} reload={reload} />;
}

/** Sent, not sent, or maybe sent: never more than is known. */
function DeliveryTruth({ delivery, reload }: { delivery: Delivery; reload: () => Promise<TaskDetail | null> }) {
  const { t, say, more } = useWords();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [asking, setAsking] = useState(false);
  const resolve = async (received: boolean) => {
    try {
      await commands.resolve_delivery({ received });
    } catch (error) {
      setTrouble(asTrouble(error));
    }
    await reload();
  };
  const type = { sending: 'info', sent: 'success', notSent: 'error', maybeSent: 'warning' } as const;
  return (
    <div data-testid="delivery" data-state={delivery.state} data-code={delivery.why?.code} aria-live="polite">
      <Alert
        type={type[delivery.state]}
        header={t(`delivery-${delivery.state}`, { to: delivery.to, at: moment(delivery.at) })}
      >
        <SpaceBetween size="xs">
          {trouble !== null && <TroubleBox trouble={trouble} />}
          {delivery.why !== null && (
            <div>
              {say(delivery.why)} {more(delivery.why, 'why')}
            </div>
          )}
          {delivery.why !== null && delivery.state === 'notSent' && <div>{more(delivery.why, 'next')}</div>}
          <div>{t(`delivery-${delivery.state}.next`)}</div>
          <Box variant="small">{t('delivery-id', { id: delivery.messageId })}</Box>
          {delivery.state === 'maybeSent' && (
            <SpaceBetween direction="horizontal" size="xs">
              <Button data-testid="delivery-received" onClick={() => void resolve(true)}>
                {t('delivery-it-arrived')}
              </Button>
              <Button data-testid="delivery-lost" onClick={() => setAsking(true)}>
                {t('delivery-it-did-not')}
              </Button>
            </SpaceBetween>
          )}
          {asking && (
            <Ask
              question={t('delivery-again')}
              yes={t('delivery-again-yes')}
              no={t('delivery-again-no')}
              testId="delivery-again"
              onYes={() => {
                setAsking(false);
                void resolve(false);
              }}
              onNo={() => setAsking(false)}
            >
              {t('delivery-again.text')}
            </Ask>
          )}
        </SpaceBetween>
      </Alert>
    </div>
  );
}

/** What the delivery says of itself. */
function tells({ delivery }: ObservedOf<'submission'>): readonly string[] {
  if (delivery === null || delivery.state === 'sent') return [];
  return ['submission-not-sent', 'submission-maybe-sent', ...(delivery.why === null ? [] : [delivery.why.code])];
}

/** The package and its way to Seller Operations. */
export const submission: StepView<'submission'> = { firstPart: 'package', blank, Choice, Before, Elsewhere, tells };
