import { describe, expect, it } from 'vitest';
import type { EventBody, Onboarding, Operation, StepId, Task, TaskStatus } from '../platform';
import { afterEvent, nextTask, opened, runningOperation, withoutNews } from './state';

const task = (step: StepId, status: TaskStatus): Task => ({
  step,
  section: 'aws-set-up',
  region: null,
  status,
  why: null,
  since: null,
  needs: [],
});

const onboarding: Onboarding = {
  id: 'o',
  name: 'Acme',
  path: '/acme.gangway',
  account: { kind: 'practice', accountId: '111122223333', arn: 'arn', profile: null },
  regions: ['eu-west-1'],
  tasks: [task('product', 'done')],
  operations: [],
  savedAt: 1,
  lastEvent: 4,
  lastPlace: null,
  trouble: null,
};

const operation = (state: Operation['state'], kind: Operation['kind'] = 'apply'): Operation => ({
  id: 'op',
  step: 'product',
  region: null,
  kind,
  state,
  startedAt: 1,
  trouble: null,
  progress: [],
});

const event = (number: number, body: EventBody) => ({ number, at: 2, body });

describe('events', () => {
  it('change nothing when they were seen before', () => {
    const state = opened(onboarding);
    expect(afterEvent(state, event(4, { kind: 'saved', at: 9 }))).toBe(state);
  });

  it('replace the task list and ask for fresh details', () => {
    const state = afterEvent(opened(onboarding), event(5, { kind: 'tasks', tasks: [task('product', 'waiting')] }));
    expect(state.onboarding.tasks[0]?.status).toBe('waiting');
    expect(state.onboarding.lastEvent).toBe(5);
    expect(state.version).toBe(1);
  });

  it('keep one snapshot per operation, and tell once that it ended', () => {
    let state = opened(onboarding);
    state = afterEvent(state, event(5, { kind: 'operation', operation: operation('running') }));
    expect(runningOperation(state.onboarding.operations, 'product', null)?.id).toBe('op');
    expect(state.news).toHaveLength(0);
    state = afterEvent(state, event(6, { kind: 'operation', operation: operation('finished') }));
    state = afterEvent(state, event(7, { kind: 'operation', operation: operation('finished') }));
    expect(state.onboarding.operations).toHaveLength(1);
    expect(runningOperation(state.onboarding.operations, 'product', null)).toBeNull();
    expect(state.news).toHaveLength(1);
    expect(withoutNews(state, state.news[0]?.id ?? '').news).toHaveLength(0);
  });

  it('are no news when a check ends well', () => {
    const state = afterEvent(
      opened(onboarding),
      event(5, { kind: 'operation', operation: operation('finished', 'check') }),
    );
    expect(state.news).toHaveLength(0);
  });
});

describe('the next task', () => {
  it('is the first one that can be worked on or waits', () => {
    const tasks = [
      task('product', 'done'),
      task('network', 'cannotStart'),
      task('certificate', 'waiting'),
      task('review', 'toDo'),
    ];
    expect(nextTask(tasks, 'product', null)?.step).toBe('certificate');
    expect(nextTask(tasks, 'certificate', null)?.step).toBe('review');
    expect(nextTask(tasks.slice(0, 2), 'product', null)).toBeNull();
    expect(nextTask(tasks, 'review', null)).toBeNull();
  });
});
