import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useWords } from '../i18n';
import { bytes, moment } from '../i18n/format';
import type { PackageCard } from '../platform';
import { CopyValue } from './copy';

/** Exactly what will leave the machine, file by file. */
export function PackagePreview({ card }: { card: PackageCard }) {
  const { t } = useWords();
  const size = bytes(card.bytes);
  return (
    <div data-testid="package-preview">
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={2}
          items={[
            { label: t('package-file'), value: `${card.fileName} (${t(size.id, size.params)})` },
            { label: t('package-made'), value: moment(card.madeAt) },
            { label: t('package-hash'), value: <CopyValue value={card.sha256} what={t('package-hash')} /> },
          ]}
        />
        <Tabs
          ariaLabel={t('package-files')}
          tabs={readingOrder(card.files).map((file) => ({
            id: file.name,
            label: file.name,
            content: (
              <pre className="call file" tabIndex={0} aria-label={file.name}>
                {file.text}
              </pre>
            ),
          }))}
        />
        <Box variant="small" color="text-body-secondary">
          {t('package-nothing-else')}
        </Box>
      </SpaceBetween>
    </div>
  );
}

/** What Seller Operations read comes first. */
function readingOrder(files: PackageCard['files']): PackageCard['files'] {
  return files.toSorted((a, b) => Number(b.name === 'submission.txt') - Number(a.name === 'submission.txt'));
}
