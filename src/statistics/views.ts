import type { ProblemTexts } from '../http/speech.ts';
import type { Letter } from '../notices/letter.ts';
import type { Slice } from './dashboards/chart-bars.ts';
import type { viewOf } from './dashboards/view.ts';
import type { dayForm } from './day-form.ts';
import type { deskOf, listOf, questionOf } from './questions/present.ts';
import type { Phase } from './reports/closing.ts';

type Coverage = readonly {
  href: string;
  due: number;
  reported: number;
  late: number;
  name: string;
  part: string;
  isEnough: boolean;
}[];
type DashboardView = ReturnType<typeof viewOf>;
type QuestionView = ReturnType<typeof questionOf>;

/** Whose reports are missing, late or unusual. */
type Reporter = {
  clientId: string;
  name: string;
  institution: string;
  region: string | undefined;
  place: string;
  href: string;
  institutionHref: string;
};

type CounterDay = {
  day: string;
  views: number;
  /** Of these, the ones sent by pages themselves. */
  seenViews: number;
  visitors: number;
  elsewhere: number;
  flooded: number;
};

/** An application in the form of yesterday. */
type YesterdayRow = {
  ak: string;
  name: string;
  href: string;
  problem: string | undefined;
  /** 自助计数 counted its views: the name of the field that confirms them, and how many were not counted. */
  counter: { confirm: string; isConfirmed: boolean; flooded: number } | undefined;
  cells: readonly {
    name: string;
    title: string;
    short: string;
    value: string;
    reported: number | undefined;
    /** The exact count of the Cloud or that of its counter, and the usual figure. */
    seen: number | undefined;
    isCounted: boolean;
    isUnsaid: boolean;
    usual: number | undefined;
    problem: string | undefined;
  }[];
};

declare module '../http/views.ts' {
  interface Views {
    'statistics/calendar': {
      mayReport: boolean;
      yesterday: { day: string; isMissing: boolean; href: string };
      onTime: boolean;
      applications: readonly { ak: string; name: string }[];
      application: { ak: string; name: string };
      month: string;
      grid: string;
      /** The form of yesterday for all applications, where there are several. */
      together: string | undefined;
      /** 自助计数 of the application. */
      counter: string;
      /** How many questions about figures wait for an answer. */
      questions: number;
      due: number;
      reported: number;
      weeks: readonly (readonly (
        | {
            date: number;
            label: string;
            href: string | undefined;
            pv: number | undefined;
            day: string;
            state: 'before' | 'late' | 'revised' | 'missing' | 'future' | 'free' | 'onTime';
            revision: number;
            isClosed: boolean;
          }
        | undefined
      )[])[];
      months: { before: string | undefined; after: string | undefined };
    };
    'statistics/counter': {
      name: string;
      ak: string;
      sandbox: boolean;
      isOn: boolean;
      today: CounterDay;
      days: readonly CounterDay[];
      action: string;
      mayTurn: boolean;
      others: readonly { name: string; sandbox: boolean; href: string }[];
      origins: readonly string[];
      limits: { minute: number; day: number; visitors: number; range: number; rangeViews: number };
      snippets: { page: string; server: string };
    };
    'statistics/dashboard-own': DashboardView & { applications?: readonly { clientId: string; name: string }[] };
    'statistics/dashboard': DashboardView & { regions?: readonly { code: string; name: string }[] };
    'statistics/day': Awaited<ReturnType<typeof dayForm>> & {
      back: string;
      application: { name: string };
      phase: string | Phase;
      mayReport: boolean;
      action: string;
      crumb?: string;
      mayAsk?: boolean;
      /** The page of proofs, for the owner of the figures. */
      proofs?: string;
    };
    'statistics/grid': {
      back: string;
      application: { name: string };
      done: number | undefined;
      read: { days: number; left: readonly string[] } | undefined;
      month: string;
      mayReport: boolean;
      action: string;
      columns: readonly { name: string; short: string; required: boolean }[];
      /** Of each column the middle figure of the last days; undefined where there are too few. */
      usual: readonly (number | undefined)[] | undefined;
      values: Readonly<Record<string, string>>;
      rows: readonly {
        day: string;
        isReported: boolean;
        cells: readonly { name: string; value: string; problem: string | undefined }[];
        problem: string | undefined;
      }[];
    };
    'statistics/none': object;
    'statistics/yesterday': {
      day: string;
      done: number | undefined;
      back: string;
      values: Readonly<Record<string, string>>;
      columns: readonly string[];
      filled: number;
      hasUnsaid: boolean;
      open: readonly YesterdayRow[];
      reported: readonly YesterdayRow[];
      onTime: boolean;
    };
    'statistics/questions': ReturnType<typeof listOf>;
    'statistics/question-desk': ReturnType<typeof deskOf>;
    'statistics/question': QuestionView & {
      values: Readonly<Record<string, string>>;
      mayAnswer: boolean;
      action: string;
      done: 'corrected' | 'answered' | undefined;
    };
    'statistics/question-item': QuestionView & {
      values: Readonly<Record<string, string>>;
      mayDecide: boolean;
      isFirstDecider: boolean;
      action: string;
    };
    'statistics/quality': {
      crumbs: readonly { name: string; href: string }[];
      name: string;
      dayName: string;
      statistics: string;
      told: { sent: number; before: number; unreachable: number } | undefined;
      region: string;
      day: string;
      latest: string;
      counts: { due: number; reported: number; missing: number; late: number; revised: number };
      doubts: readonly (Reporter & { note: string | undefined; notices: readonly string[] })[];
      missing: readonly (Reporter & { silent: number | undefined })[];
      mayUrge: boolean;
      next: string | undefined;
      late: readonly (Reporter & { reportedAt: Date })[];
      /** Of places that have not all reported, and of those that have. */
      coverage: { some: Coverage; all: Coverage };
      hasMore: boolean;
    };
    'statistics/urge': {
      back: string;
      applications: readonly {
        days: readonly string[];
        clientId: string;
        name: string;
        institution: string;
        region: string | undefined;
      }[];
      region: string;
      letter: Pick<Letter, 'subject' | 'to' | 'paragraphs' | 'details' | 'because'> | undefined;
    };
  }
  interface Partials {
    'partials/charts/below': Pick<DashboardView, 'label' | 'unit'> & {
      below: Pick<DashboardView['below'], 'rows' | 'name' | 'isSeen'>;
    };
    'partials/charts/carto': { label: string; carto: NonNullable<DashboardView['below']['carto']> };
    'partials/charts/controls': Pick<
      DashboardView,
      | 'action'
      | 'hidden'
      | 'place'
      | 'periods'
      | 'asked'
      | 'latest'
      | 'metrics'
      | 'kinds'
      | 'replay'
      | 'turn'
      | 'exports'
    > & { applications?: readonly { clientId: string; name: string }[] };
    'partials/charts/hatch': object;
    'partials/charts/kpis': Pick<DashboardView, 'kpis'>;
    'partials/charts/png': Pick<DashboardView, 'until' | 'place' | 'part'> & { title: string; say?: string };
    'partials/charts/rank': { isLong: boolean; ranked: DashboardView['below']['ranked'] };
    'partials/charts/replay': Pick<DashboardView, 'replay'>;
    'partials/charts/seen': Pick<DashboardView, 'hasSeen'>;
    'partials/charts/since': Pick<DashboardView, 'until' | 'hasRevisions' | 'newer'>;
    'partials/charts/stack': {
      label: string;
      slices: readonly (Slice & { passport: string })[];
      column: string;
      unit: string;
    };
    'partials/charts/terms': {
      isOpen: boolean;
      definitions: readonly { name: string; definition: string; rule: string; source: string; seen: string }[];
    };
    'partials/charts/tile': { tile: NonNullable<DashboardView['below']['carto']>['tiles'][number] };
    'partials/statistics/missing': Pick<Views['statistics/quality'], 'missing' | 'mayUrge'> & {
      problems: ProblemTexts;
    };
    'partials/statistics/right-numbers': {
      question: Pick<QuestionView, 'asked'>;
      values: Readonly<Record<string, string>>;
      problems: ProblemTexts;
    };
    'partials/statistics/question-lead': { question: Pick<QuestionView, 'lead' | 'says' | 'day' | 'was'> };
    'partials/statistics/question-facts': {
      question: Pick<QuestionView, 'weekday' | 'metric' | 'bars' | 'chartHeight' | 'spoken' | 'rules'>;
    };
    'partials/statistics/question-history': { question: QuestionView; action: string };
    'partials/statistics/question-next': { question: QuestionView };
    'partials/statistics/coverage': { rows: Coverage; label: string };
    'partials/charts/trend': Pick<DashboardView, 'label' | 'trend'>;
  }
}
