import type { Field } from '../fields/form.ts';
import type { Affected } from './affected.ts';
import type { Plan } from './freezes.ts';
import type { clockOf, Section } from './report-shown.ts';

type Values = Readonly<Record<string, string>>;
type Clock = ReturnType<typeof clockOf>;

declare module '../http/views.ts' {
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
      };
      clock: Clock & { now: Date };
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
      affected: Pick<Affected, 'people' | 'institutions' | 'calls'> & { since: Date; until: Date; isKnown: boolean };
      tellings: readonly { audience: string; body: string; told: number; isOver: boolean; at: Date }[];
      report: readonly Section[];
      steps: readonly { at: Date; by: string; words: string }[];
      forms: Readonly<Record<'freeze' | 'telling' | 'note' | 'reported', readonly Field[]>>;
      /** Which of them were sent and are to be corrected: they stand open. */
      tried: Readonly<Record<'freeze' | 'telling', boolean>>;
      values: Values;
      done: string;
    };
    'incidents/confirm': {
      id: string;
      title: string;
      what: string;
      plan: Pick<Plan, 'label' | 'people' | 'since' | 'until' | 'reason'>;
      values: Values;
    };
    'incidents/report': { id: string; title: string; fields: readonly Field[]; values: Values };
  }
}
