import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** A question before something that cannot be taken back. */
export function Ask({
  question,
  yes,
  no,
  testId,
  onYes,
  onNo,
  children,
}: {
  question: string;
  yes: string;
  no: string;
  testId: string;
  onYes: () => void;
  onNo: () => void;
  children: ReactNode;
}) {
  return (
    <Modal
      visible
      header={question}
      onDismiss={onNo}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onNo}>
              {no}
            </Button>
            <Button variant="primary" data-testid={testId} onClick={onYes}>
              {yes}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}
