import type { Words } from '../i18n';
import type { SurveyFinding } from '../platform';

/** Whose it is, in words. */
export function owner(finding: SurveyFinding, { say }: Words): string {
  return say({ code: `survey-owner-${finding.owner.kind}`, params: { name: finding.owner.name ?? '?' } });
}
