import { steps } from '../frame/places';

/** What the help panel can explain. Each topic has `help-TOPIC` (title), `.text` (paragraphs) and perhaps `.learn` (an AWS page) in help.ftl. */
export const topics = [
  ...steps,
  'privatelink',
  'practice',
  'profile',
  'product-id',
  'visibility',
  'region',
  'several-regions',
  'service-dns-name',
  'private-dns-name',
  'vpc',
  'subnet',
  'zone',
  'target-group',
  'listener',
  'cross-zone',
  'acceptance',
  'security-group',
  'cross-region',
  'principal',
  'plan',
  'proof',
  'seller-operations',
  'name-servers',
  'record',
] as const;

/** One of them. */
export type HelpTopic = (typeof topics)[number];
