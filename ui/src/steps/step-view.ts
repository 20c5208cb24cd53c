/** What a step adds to the one shape that every task has. All parts are optional: the review, for one, has nothing to choose. */
import type { ReactNode } from 'react';
import type { Observed, StepId, StepInputs, TaskDetail } from '../platform';

/** The inputs of one step. */
export type InputsOf<S extends StepId> = Extract<StepInputs, { step: S }>;

/** What a check of one step sees. */
export type ObservedOf<S extends StepId> = Extract<Observed, { step: S }>;

/** What "What we found" gets. */
export interface FoundProps<S extends StepId> {
  detail: TaskDetail;
  observed: ObservedOf<S>;
}

/** What "Your choice" gets. */
export interface ChoiceProps<S extends StepId> {
  detail: TaskDetail;
  observed: ObservedOf<S> | null;
  draft: InputsOf<S>;
  /** Changes some answers; they are stored shortly after. */
  change: (patch: Partial<InputsOf<S>>) => void;
  /** The sentence for a field whose value is refused, once the reader has been there. */
  problem: (field: string) => string | undefined;
  /** Gangway's recommendation, to mark it as such. */
  suggested: InputsOf<S> | null;
}

/** What the parts around the plan get: a package to look at before, records to publish after. */
export interface ElsewhereProps<S extends StepId> {
  detail: TaskDetail;
  observed: ObservedOf<S>;
  reload: () => Promise<TaskDetail | null>;
  /** Stores the answers on the page; `false` when some are refused. */
  save: () => Promise<boolean>;
  /** Looks again: what was done elsewhere may be there now. */
  look: () => Promise<void>;
}

/** The parts of one step. */
export interface StepView<S extends StepId> {
  /** Whether the answers lead to changes in the account or a sending, which are shown before they are made. */
  plans?: boolean;
  /** The part in which the reader does what has to come before the plan (`TaskDetail.first`). */
  firstPart?: string;
  /** The answers to start from where nothing is stored or recommended. Only steps with a `Choice` have it. */
  blank?: InputsOf<S>;
  Found?: (props: FoundProps<S>) => ReactNode;
  Choice?: (props: ChoiceProps<S>) => ReactNode;
  /** Before the plan: what it is about to send. */
  Before?: (props: ElsewhereProps<S>) => ReactNode;
  /** After the plan: what has to be done elsewhere. */
  Elsewhere?: (props: ElsewhereProps<S>) => ReactNode;
  /** The codes of what the step's own parts tell already: nothing is told twice on one page. */
  tells?: (observed: ObservedOf<S>) => readonly string[];
  /** A choice that is made of rows with commands of their own (allow list), in the place of `Choice`. */
  List?: (props: { detail: TaskDetail; reload: () => Promise<TaskDetail | null> }) => ReactNode;
  /** Comparing, applying and its progress, where a step does that in a way of its own (allow list): in the place of plan and progress. */
  Apply?: (props: { detail: TaskDetail; reload: () => Promise<TaskDetail | null> }) => ReactNode;
  /** Steps whose page is all their own (review). */
  Page?: (props: { detail: TaskDetail; reload: () => Promise<TaskDetail | null> }) => ReactNode;
}
