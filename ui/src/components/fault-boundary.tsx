import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';

/** A page that can't be drawn says so and can be opened anew, instead of leaving the window empty. The engine goes on meanwhile. */
export class FaultBoundary extends Component<{ children: ReactNode }, { fault: string | null }> {
  override state: { fault: string | null } = { fault: null };

  static getDerivedStateFromError(error: unknown): { fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    return this.state.fault === null ? this.props.children : <Fault detail={this.state.fault} />;
  }
}

function Fault({ detail }: { detail: string }) {
  const { t, more } = useWords();
  const code = { code: 'internal' };
  return (
    <main>
      <Alert
        type="error"
        header={t('internal')}
        action={<Button onClick={() => window.location.reload()}>{t('reload-page')}</Button>}
      >
        <div>{more(code, 'why')}</div>
        <div>{more(code, 'next')}</div>
        <pre className="call">{detail}</pre>
      </Alert>
    </main>
  );
}
