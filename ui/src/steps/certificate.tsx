import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { CopyValue } from '../components/copy';
import { Field } from '../components/field';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { PublishChoice } from '../components/publish-choice';
import { Records } from '../components/records';
import { useWords } from '../i18n';
import { day } from '../i18n/format';
import type { ChoiceProps, ElsewhereProps, FoundProps, InputsOf, ObservedOf, StepView } from './step-view';

const blank: InputsOf<'certificate'> = { step: 'certificate', choice: { kind: 'request' } };

function chosenOf(observed: ObservedOf<'certificate'>) {
  return observed.certificates.find((one) => one.arn === observed.chosen) ?? null;
}

function Found({ observed }: FoundProps<'certificate'>) {
  const { t } = useWords();
  const chosen = chosenOf(observed);
  if (chosen === null) return <Box>{t('certificate-count', { count: observed.certificates.length })}</Box>;
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t('certificate-arn'), value: <CopyValue value={chosen.arn} what={t('certificate-arn')} /> },
        { label: t('column-state'), value: chosen.status },
        { label: t('certificate-names'), value: chosen.names.join(', ') },
        {
          label: t('certificate-until'),
          value: chosen.notAfter === null ? t('certificate-not-issued') : day(chosen.notAfter),
        },
        ...(chosen.notAfter === null
          ? []
          : [
              {
                label: t('certificate-renewal'),
                value: t(chosen.renewable ? 'certificate-renewed' : 'certificate-by-hand'),
              },
            ]),
      ]}
    />
  );
}

function Choice({ draft, change, problem, observed, suggested }: ChoiceProps<'certificate'>) {
  const { t } = useWords();
  const { choice } = draft;
  const made = choice.kind === 'request' && observed !== null ? chosenOf(observed) : null;
  const best = suggested === null ? null : suggested.choice.kind === 'existing' ? suggested.choice.arn : 'request';
  const label = (text: string, value: string) => (value === best ? `${text} – ${t('recommended')}` : text);
  return (
    <Field name="choice" problem={problem} topic="certificate">
      <RadioGroup
        value={choice.kind === 'existing' ? choice.arn : 'request'}
        onChange={({ detail }) =>
          change({ choice: detail.value === 'request' ? { kind: 'request' } : { kind: 'existing', arn: detail.value } })
        }
        items={[
          ...(observed?.certificates ?? [])
            .filter((one) => one !== made)
            .map((one) => ({
              value: one.arn,
              label: label(t('use-existing', { name: one.domainName }), one.arn),
              description: `${one.status} – ${one.names.join(', ')} – ${one.arn}`,
            })),
          made === null
            ? {
                value: 'request',
                label: label(t('certificate-request'), 'request'),
                description: t('certificate-request.text'),
              }
            : { value: 'request', label: t('created-here', { name: made.domainName }), description: made.arn },
        ]}
      />
    </Field>
  );
}

function Before({ detail, observed, look, reload }: ElsewhereProps<'certificate'>) {
  const open = observed.records.some(({ verdict }) => verdict !== 'published');
  if (!open) return null;
  return <PublishChoice detail={detail} hosted={observed.hosted} look={look} reload={reload} />;
}

function Elsewhere({ detail, observed, look }: ElsewhereProps<'certificate'>) {
  const { t } = useWords();
  const chosen = chosenOf(observed);
  const records = chosen?.validation ?? [];
  if (records.length === 0) return null;
  return (
    <Part
      id="records"
      title={t('certificate-records')}
      info={<InfoLink topic="record" />}
      description={t('certificate-records.text')}
    >
      <Records records={records} checks={observed.records} publishing={detail.publishing} onPublished={look} />
    </Part>
  );
}

/** The ACM certificate for the service DNS name. */
export const certificate: StepView<'certificate'> = { plans: true, blank, Found, Choice, Before, Elsewhere };
