/** The page "The names in DNS": drawn, as a table to copy from, and what has to stay true afterwards. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useCallback, useEffect, useRef, useState } from 'react';
import { CopyText, CopyValue } from '../components/copy';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { OtherForms, messageForDns } from '../components/records';
import { Skeleton } from '../components/skeleton';
import { StateMark } from '../components/state-mark';
import { LookedAt } from '../components/time-ago';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { NameCard, NamesPicture, RecordCard, Trouble } from '../platform';
import { NamesDrawn, keyOf } from './names-picture';
import { marks } from './standing';
import { Watch } from './watch';

/** The page. */
export function NamesPage() {
  const { t } = useWords();
  const { version } = useSession();
  const [picture, setPicture] = useState<NamesPicture | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [looking, setLooking] = useState(false);

  const looked = useRef(false);
  const look = useCallback(() => {
    looked.current = true;
    setLooking(true);
    commands.look_at_names().then(
      (found) => {
        setPicture(found);
        setTrouble(null);
        setLooking(false);
      },
      (error: unknown) => {
        setTrouble(asTrouble(error));
        setLooking(false);
      },
    );
  }, []);
  useEffect(() => {
    commands.names().then(
      (found) => {
        setPicture(found);
        // Who answers for a name changes with the delegation: every visit looks.
        if (!looked.current && found.names.length > 0) look();
      },
      (error: unknown) => setTrouble(asTrouble(error)),
    );
  }, [version, look]);

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('dns-names-text')}
          info={<InfoLink topic="record" />}
          actions={
            <Button iconName="refresh" data-testid="names-look" loading={looking} onClick={look}>
              {t('dns-names-look')}
            </Button>
          }
        >
          {t('dns-names')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {trouble !== null && <TroubleBox trouble={trouble} />}
        {picture === null && trouble === null && <Skeleton />}
        {picture !== null && picture.names.length === 0 && <Box>{t('dns-names-empty')}</Box>}
        {picture !== null && picture.names.length > 0 && (
          <SpaceBetween size="l">
            <Part id="zones" title={t('dns-names-zones')} info={<InfoLink topic="name-servers" />}>
              <SpaceBetween size="m">
                {picture.names.map((name) => (
                  <Where key={name.kind} name={name} />
                ))}
                <NamesDrawn picture={picture} />
              </SpaceBetween>
            </Part>
            <Part id="dns-records" title={t('dns-records')} description={t('dns-records.text')}>
              <AllRecords records={picture.records} />
            </Part>
            <Watch picture={picture} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** One name and its zone, in a sentence. */
function Where({ name }: { name: NameCard }) {
  const { t, say } = useWords();
  return (
    <div data-testid={`name-${name.kind}`} data-zone={name.zone ?? ''}>
      <Box variant="awsui-key-label">{t(`name-${name.kind}`)}</Box>
      <span className="name">{name.shown}</span>{' '}
      {name.zone === null
        ? name.trouble === null && t('name-not-looked')
        : name.ownZone
          ? t('name-own-zone', { parent: name.parent ?? '.' })
          : t('name-zone', { zone: name.zone })}
      {name.trouble !== null && <Box color="text-status-error">{say(name.trouble)}</Box>}
      {name.lookedAt !== null && (
        <Box variant="small" color="text-body-secondary" display="block">
          <LookedAt at={name.lookedAt} />
        </Box>
      )}
    </div>
  );
}

function AllRecords({ records }: { records: readonly RecordCard[] }) {
  const words = useWords();
  const { t } = words;
  if (records.length === 0) return <Box>{t('dns-records-none')}</Box>;
  const mine = records.flatMap(({ publisher, name, kind, value }) =>
    publisher === 'dns-admin' && value !== null ? [{ name, kind, value }] : [],
  );
  return (
    <SpaceBetween size="m">
      <Table
        variant="embedded"
        wrapLines
        items={records}
        trackBy={keyOf}
        ariaLabels={{ tableLabel: t('records') }}
        columnDefinitions={[
          {
            id: 'name',
            header: t('column-record-name'),
            isRowHeader: true,
            minWidth: 140,
            cell: (one) => <CopyValue value={one.name} what={t('column-record-name')} />,
          },
          { id: 'kind', header: t('column-record-kind'), cell: (one) => one.kind, width: 85 },
          {
            id: 'value',
            header: t('column-record-value'),
            minWidth: 135,
            cell: (one) =>
              one.value === null ? (
                t('value-not-known')
              ) : (
                <CopyValue value={one.value} what={t('column-record-value')} />
              ),
          },
          {
            id: 'purpose',
            header: t('column-purpose'),
            minWidth: 130,
            cell: (one) => (
              <>
                <div>{t(`purpose-${one.purpose}`) + (one.region === null ? '' : ` (${one.region})`)}</div>
                <Box variant="small" color="text-body-secondary">
                  {turnOf(one, words)}
                </Box>
              </>
            ),
          },
          { id: 'seen', header: t('column-seen'), minWidth: 125, cell: (one) => <Seen record={one} /> },
        ]}
      />
      {mine.length > 0 && <CopyText text={messageForDns(mine, words)} label={t('dns-records-message')} />}
      {mine.length > 0 && <OtherForms records={mine} />}
    </SpaceBetween>
  );
}

/** Whose turn it is, and when. */
function turnOf({ publisher, due }: RecordCard, { t }: Words): string {
  if (publisher === 'nobody') return t('publisher-nobody');
  const when = publisher === 'seller-operations' ? 'theirs' : due;
  return `${t(`publisher-${publisher}`)}, ${t(`due-${when}`)}`;
}

function Seen({ record }: { record: RecordCard }) {
  const { t } = useWords();
  return (
    <div data-testid={`seen-${record.purpose}`} data-standing={record.standing}>
      <StateMark state={record.standing} marks={marks} prefix="record-standing" />
      {record.lookedAt !== null && record.zone !== null && (
        <Box variant="small" color="text-body-secondary" display="block">
          <div>{t('seen-in', { zone: record.zone, count: record.servers.length })}</div>
          <LookedAt at={record.lookedAt} />
        </Box>
      )}
    </div>
  );
}
