/** What the window knows about the open onboarding, and how the engine's numbered events change it. Pure. */
import type { EngineEvent, Onboarding, Operation, StepId, Task } from '../platform';

/** The open onboarding as the window sees it. */
export interface OpenState {
  onboarding: Onboarding;
  /** Counts up whenever something about the tasks may have changed. */
  version: number;
  /** Things that finished elsewhere and have not been dismissed. */
  news: readonly News[];
}

/** Something that finished while the reader may have been elsewhere. */
export interface News {
  id: string;
  operation: Operation;
}

/** The state right after opening. */
export function opened(onboarding: Onboarding): OpenState {
  return { onboarding, version: 0, news: [] };
}

/** The state after one event. An event that was seen before changes nothing. */
export function afterEvent(state: OpenState, event: EngineEvent): OpenState {
  if (event.number <= state.onboarding.lastEvent) return state;
  const onboarding = { ...state.onboarding, lastEvent: event.number };
  const { body } = event;
  switch (body.kind) {
    case 'tasks':
      return {
        ...state,
        onboarding: { ...onboarding, tasks: body.tasks, regions: regionsOf(body.tasks) },
        version: state.version + 1,
      };
    case 'operation': {
      const { operation } = body;
      const ended = operation.state === 'failed' || (operation.state === 'finished' && operation.kind !== 'check');
      const id = `operation-${operation.id}`;
      return {
        onboarding: { ...onboarding, operations: withOperation(onboarding.operations, operation) },
        version: state.version + 1,
        news: ended ? [...state.news.filter((one) => one.id !== id), { id, operation }] : state.news,
      };
    }
    case 'saved':
      return { ...state, onboarding: { ...onboarding, savedAt: body.at } };
  }
}

/** The state without one piece of news. */
export function withoutNews(state: OpenState, id: string): OpenState {
  return { ...state, news: state.news.filter((one) => one.id !== id) };
}

/** The running operation of a task, if there is one. */
export function runningOperation(
  operations: readonly Operation[],
  step: StepId,
  region: string | null,
): Operation | null {
  return operations.find((one) => one.state === 'running' && one.step === step && one.region === region) ?? null;
}

/** The task of a step; where there are several Regions, the one asked for. */
export function findTask(tasks: readonly Task[], step: StepId, region: string | null): Task | null {
  return (
    tasks.find((task) => task.step === step && task.region === region) ??
    tasks.find((task) => task.step === step) ??
    null
  );
}

/**
 * The first task after this one that is not done. One that waits counts too: often it waits for the reader, and otherwise it says for whom.
 * `null` when only the task list can tell what is left.
 */
export function nextTask(tasks: readonly Task[], step: StepId, region: string | null): Task | null {
  const index = tasks.findIndex((task) => task.step === step && task.region === region);
  return tasks.slice(index + 1).find((task) => task.status !== 'cannotStart' && task.status !== 'done') ?? null;
}

/** The Regions show in the tasks that are done per Region, once they are chosen. */
function regionsOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.flatMap((task) => (task.step === 'network' && task.region !== null ? [task.region] : [])))];
}

function withOperation(operations: Operation[], operation: Operation): Operation[] {
  const others = operations.filter((one) => one.id !== operation.id);
  return [...others, operation];
}
