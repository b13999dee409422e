import type { Field } from '../fields/form.ts';
import type { ProblemTexts } from '../http/speech.ts';
import type { ShownPlan } from './plan-view.ts';
import type { ShownPromotion } from './promotion-pages.ts';

type Values = Readonly<Record<string, string>>;
type Tag = { tone: string; words: string };

declare module '../http/views.ts' {
  interface Views {
    'integration/history': {
      kinds: Readonly<Record<string, string>>;
      applications: Readonly<Record<string, string>>;
      asked: Readonly<Record<'kind' | 'application' | 'from' | 'to', string>>;
      isFiltered: boolean;
      days: readonly {
        key: string;
        title: string;
        lines: readonly {
          at: Date;
          isWholeDay: boolean;
          kind: string;
          tone: string;
          words: string;
          application: string;
          href: string | undefined;
        }[];
      }[];
      next: string | undefined;
      exports: readonly { label: string; href: string }[];
    };
    'integration/plan': ShownPlan & {
      waiting: { href: string; title: string; name: string; tone: string } | undefined;
      maySend: boolean;
      values: { says: string };
      printed: Date;
    };
    'integration/plan-desk': ShownPlan & {
      mayDirect: boolean;
      fields: readonly Field[];
      groupFields: readonly Field[];
      values: Values & { says: string };
      printed: Date;
    };
    'integration/plan-item': {
      institution: string;
      institutionId: string;
      item: Pick<
        ShownPlan['layers'][number]['items'][number],
        'id' | 'title' | 'agreed' | 'mark' | 'isDone' | 'mayFinish' | 'followsLayer'
      > & { layer: string };
      fields: readonly Field[];
      values: Values;
    };
    'integration/plans': {
      rows: readonly {
        href: string;
        institution: string;
        cloudOwner: string;
        done: number;
        all: number;
        next: string;
        mark: Tag;
      }[];
      late: number;
    };
    'integration/promotions': { list: readonly ShownPromotion[]; isPublic: boolean };
    'integration/promotions-desk': { list: readonly ShownPromotion[]; fields: readonly Field[]; values: Values };
  }
  interface Partials {
    'partials/integration/plan': Pick<ShownPlan, 'kpis' | 'strip' | 'layers' | 'hasPlan' | 'side' | 'institutionId'> & {
      mayDirect?: boolean;
    };
    'partials/integration/letters': Pick<ShownPlan, 'letters' | 'mayWrite' | 'group' | 'owners' | 'side'> & {
      values: Values & { says: string };
      problems: ProblemTexts;
      action: string;
      contactsMore: readonly { label: string; words: string }[];
    };
  }
}
