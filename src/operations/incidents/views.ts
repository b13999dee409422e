import type { Field } from '../../fields/form.ts';
import type { Affected } from './affected.ts';
import type { Calls } from './counting-store.ts';
import type { Plan } from './freezes.ts';
import type { Section } from './report-shown.ts';
import type { clockOf, finalOf, nextReport } from './reporting.ts';

type Values = Readonly<Record<string, string>>;
type Clock = ReturnType<typeof clockOf>;

declare module '../../http/views.ts' {
  interface Views {
    'incidents/list': {
      list: readonly {
        href: string;
        number: string;
        title: string;
        level: string;
        foundAt: Date;
        isClosed: boolean;
        isReported: boolean;
        clock: Clock;
        final: ReturnType<typeof finalOf>;
      }[];
      next: string | undefined;
    };
    'incidents/form': { action: string; id: string | undefined; fields: readonly Field[]; values: Values };
    'incidents/show': {
      id: string;
      number: string;
      incident: {
        title: string;
        level: string;
        paragraphs: readonly string[];
        foundAt: Date;
        containedAt: Date | undefined;
        reportedAt: Date | undefined;
        reportedTo: string | undefined;
        closedAt: Date | undefined;
        finalAt: Date | undefined;
        finalTo: string | undefined;
      };
      /** `to`: the authority for the report. */
      clock: Clock & { now: Date; to: string };
      /** The last report, where it is owed. */
      final: ReturnType<typeof finalOf>;
      freezes: readonly {
        id: string;
        what: string;
        label: string;
        reason: string;
        state: 'under_way' | 'done' | 'undoing' | 'undone';
        at: Date;
        by: string;
        times: string | undefined;
        people: { total: number; done: number; undone: number } | undefined;
        mayUndo: boolean;
      }[];
      affected: Pick<Affected, 'institutions'> & {
        counted:
          | {
              people: number;
              calls: readonly Calls[];
              since: Date;
              until: Date;
              isReady: boolean;
              goesOn: boolean;
              /** Before this moment the logs are gone. */
              loginsGone: Date | undefined;
              callsGone: Date | undefined;
              /** The list of people was removed then. */
              clearedAt: Date | undefined;
            }
          | undefined;
      };
      noticeRuns: readonly { audience: string; body: string; told: number; isOver: boolean; at: Date }[];
      /** The first report, or behind the end the last one. */
      report: readonly Section[];
      next: ReturnType<typeof nextReport>;
      steps: readonly { at: Date; by: string; words: string }[];
      forms: Readonly<Record<'freeze' | 'notice' | 'note' | 'reported', readonly Field[]>>;
      /** Which of them were sent and are to be corrected: they stand open. */
      tried: Readonly<Record<'freeze' | 'notice', boolean>>;
      values: Values;
      done: string;
    };
    'incidents/confirm': {
      id: string;
      title: string;
      what: string;
      plan: Pick<Plan, 'kind' | 'label' | 'people' | 'certainty' | 'since' | 'until' | 'reason'>;
      values: Values;
    };
    'incidents/report': { id: string; title: string; fields: readonly Field[]; values: Values };
  }
}
