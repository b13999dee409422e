import type { Application } from '../../../applications/aksk/application.ts';
import type { Connection } from '../../../database/open.ts';
import { letter } from '../facts.ts';
import type { VerificationNeeds } from '../needs.ts';
import type { Run } from '../runs/run.ts';

/** Letters to the managers of an institution when the standing of a pass changes. */
export function createLetters({ notifyManagers, publicUrl }: VerificationNeeds) {
  const pageOf = ({ clientId }: Run) => `${publicUrl.origin}/console/verification/${encodeURIComponent(clientId)}`;
  return {
    broken: (trx: Connection, run: Run, { name }: Application, at: Date) =>
      notifyManagers(trx, {
        event: 'verification.broken',
        key: `verification.broken:${run.id}:${at.toISOString()}`,
        institutionId: run.institutionId,
        letter: letter('verification.broken_letter', { application: name, number: run.number ?? '' }),
        href: pageOf(run),
      }),
    due: (trx: Connection, run: Run, { name }: Application, dueAt: Date) =>
      notifyManagers(trx, {
        event: 'verification.due',
        key: `verification.due:${run.id}`,
        institutionId: run.institutionId,
        letter: letter('verification.due_letter', {
          application: name,
          number: run.number ?? '',
          dueAt: dueAt.toISOString(),
        }),
        href: pageOf(run),
      }),
  };
}
