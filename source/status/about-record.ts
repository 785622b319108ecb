import { isAsItWas } from '../adoption/adopted.ts';
import type { Wanted } from '../doctor/install.ts';
import type { Goal } from '../goal.ts';
import type { Complaint } from './install-status.ts';

/** What the server remembers of it can't be used. */
export function aboutRecord(name: string, wanted: Wanted): Complaint[] {
  if (!('problem' in wanted)) return [];
  const text = `What the server remembers of ${name} is of no use. ${wanted.problem.replace(/\.$/, '')}`;
  const advice = 'npx setup-server asks what is not known, and writes the record anew.';
  return [{ status: 'warning', text, advice }];
}

/** It is as somebody else set it up. */
export function aboutAdopted(app: string, goal: Goal | undefined): Complaint[] {
  if (!isAsItWas(goal?.adopted)) return [];
  const text = `${app} still runs as somebody set it up by hand`;
  const advice = 'npx setup-server gives it a name and HTTPS, with the data that it has.';
  return [{ status: 'warning', text, advice }];
}
