import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';

/** One of a task's parts: a box with a heading. */
export function Part({
  id,
  title,
  info,
  actions,
  description,
  children,
}: {
  id: string;
  title: string;
  info?: ReactNode;
  actions?: ReactNode;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section id={`part-${id}`} tabIndex={-1} className="part" data-testid={`part-${id}`} aria-label={title}>
      <Container
        header={
          <Header variant="h2" info={info} actions={actions} description={description}>
            {title}
          </Header>
        }
      >
        {children}
      </Container>
    </section>
  );
}

/** Moves the reader to a part: what comes next is there. */
export function goToPart(id: string): void {
  // The part may come with what was read a moment ago, and be drawn only now.
  requestAnimationFrame(() => {
    const part = document.getElementById(`part-${id}`);
    part?.scrollIntoView({ block: 'start' });
    part?.focus({ preventScroll: true });
  });
}

/** The same for a part that comes with what is still being read. A page that never has it is left as it is. */
export function goToPartWhenThere(id: string): void {
  const until = performance.now() + 5000;
  const look = () => {
    if (document.getElementById(`part-${id}`) !== null) goToPart(id);
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  look();
}
