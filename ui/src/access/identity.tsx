import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import type { IdentityCard } from '../platform';

/** Account, name and ARN, as AWS has just told them. */
export function Identity({ identity, via }: { identity: IdentityCard; via?: string }) {
  const { t } = useWords();
  return (
    <KeyValuePairs
      columns={via === undefined ? 1 : 2}
      items={[
        { label: t('column-account'), value: accountId(identity.accountId) },
        { label: t('access-alias'), value: identity.alias ?? t('access-no-alias') },
        { label: t('signed-in-as'), value: <span className="name">{identity.arn}</span> },
        ...(via === undefined ? [] : [{ label: t('access-via'), value: via }]),
      ]}
    />
  );
}
