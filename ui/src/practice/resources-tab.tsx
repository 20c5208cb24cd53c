import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect, useState } from 'react';
import { Skeleton } from '../components/skeleton';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { PracticeExisting } from '../platform';
import { ExistingState } from './existing-state';
import type { Practice } from './world';

const refreshed = 3000;

/** What exists in both practice accounts, with the state it is in. */
export function ResourcesTab({ practice }: { practice: Practice }) {
  const { t } = useWords();
  const { onboarding } = useSession();
  const [found, setFound] = useState<PracticeExisting[] | null>(null);
  const [account, setAccount] = useState('all');
  const [search, setSearch] = useState('');
  const { complain } = practice;

  useEffect(() => {
    let left = false;
    const read = () =>
      commands.practice_overview().then(
        (next) => {
          if (!left) setFound(next);
        },
        (error: unknown) => {
          if (!left) complain(asTrouble(error));
        },
      );
    void read();
    const timer = setInterval(() => void read(), refreshed);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [complain]);

  if (found === null) return <Skeleton />;
  const seller = onboarding.account.accountId;
  const accounts = [...new Set(found.map((one) => one.account))].sort((a, b) =>
    a === seller ? -1 : b === seller ? 1 : a.localeCompare(b),
  );
  const named = (id: string) => t(id === seller ? 'practice-seller' : 'practice-customer', { account: accountId(id) });
  const wanted = search.trim().toLowerCase();
  const shown = found.filter(
    (one) =>
      (account === 'all' || one.account === account) &&
      [one.name, one.id, one.state, one.region, t(`exists-${one.kind}`)].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  );
  return (
    <SpaceBetween size="s">
      <SegmentedControl
        label={t('practice-resources')}
        selectedId={account}
        options={[{ id: 'all', text: t('practice-account-all') }, ...accounts.map((id) => ({ id, text: named(id) }))]}
        onChange={({ detail }) => setAccount(detail.selectedId)}
      />
      <Table
        variant="embedded"
        wrapLines
        items={shown}
        trackBy={(one) => `${one.account} ${one.region} ${one.kind} ${one.id}`}
        ariaLabels={{ tableLabel: t('practice-resources') }}
        header={
          <Header variant="h3" counter={`(${shown.length})`}>
            {t('practice-resources')}
          </Header>
        }
        filter={
          <TextFilter
            filteringText={search}
            filteringPlaceholder={t('practice-resources-find')}
            filteringAriaLabel={t('practice-resources-find')}
            filteringClearAriaLabel={t('clear')}
            countText={wanted === '' ? '' : t('matches', { count: shown.length })}
            onChange={({ detail }) => setSearch(detail.filteringText)}
          />
        }
        empty={<Box>{t(wanted === '' ? 'practice-resources-empty' : 'no-match')}</Box>}
        columnDefinitions={[
          {
            id: 'kind',
            header: t('column-kind'),
            isRowHeader: true,
            width: 160,
            cell: (one) => (
              <span data-testid="exists" data-kind={one.kind} data-state={one.state}>
                {t(`exists-${one.kind}`)}
              </span>
            ),
          },
          {
            id: 'name',
            header: t('column-name-and-id'),
            cell: (one) => (
              <>
                {one.name !== '' && <div>{one.name}</div>}
                <Box variant="small" color="text-body-secondary">
                  <span className="name">{one.id}</span>
                </Box>
              </>
            ),
          },
          { id: 'state', header: t('column-state'), width: 180, cell: (one) => <ExistingState state={one.state} /> },
          {
            id: 'region',
            header: t('column-region'),
            width: 150,
            cell: (one) => (
              <>
                <div>{one.region === '' ? t('no-region') : one.region}</div>
                {account === 'all' && (
                  <Box variant="small" color="text-body-secondary">
                    {accountId(one.account)}
                  </Box>
                )}
              </>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
