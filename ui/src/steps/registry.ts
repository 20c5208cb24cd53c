/** Which parts each step has. A new step is one file and one line here. */
import type { StepId, StepInputs } from '../platform';
import { allowList } from '../allow-list/allow-list';
import { review } from '../review/review';
import { certificate } from './certificate';
import { delegation } from './delegation';
import { endpointService } from './endpoint-service';
import { instances } from './instances';
import { loadBalancer } from './load-balancer';
import { network } from './network';
import { privateDns } from './private-dns';
import { product } from './product';
import { reachability } from './reachability';
import { rehearsal } from './rehearsal';
import type { ChoiceProps, ElsewhereProps, FoundProps, StepView } from './step-view';
import { submission } from './submission';

const views: { [S in StepId]: StepView<S> } = {
  product,
  network,
  instances,
  'load-balancer': loadBalancer,
  'endpoint-service': endpointService,
  reachability,
  certificate,
  'private-dns': privateDns,
  delegation,
  'allow-list': allowList,
  rehearsal,
  review,
  submission,
};

/** A step's parts as the page sees them, which hands on inputs and observations of the same step without looking inside. */
export interface AnyView {
  plans?: boolean;
  firstPart?: string;
  blank?: StepInputs;
  Found?: (props: FoundProps<StepId>) => React.ReactNode;
  Choice?: (
    props: Omit<ChoiceProps<StepId>, 'change'> & { change: (patch: Partial<StepInputs>) => void },
  ) => React.ReactNode;
  Before?: (props: ElsewhereProps<StepId>) => React.ReactNode;
  Elsewhere?: (props: ElsewhereProps<StepId>) => React.ReactNode;
  tells?: StepView<StepId>['tells'];
  List?: StepView<StepId>['List'];
  Apply?: StepView<StepId>['Apply'];
  Page?: StepView<StepId>['Page'];
}

/** The parts of a step. */
export function viewOf(step: StepId): AnyView {
  // The table above pairs each step with its own types; the page passes only values whose `step` it compared.
  return views[step] as unknown as AnyView;
}
