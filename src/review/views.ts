import type { Field, Group } from '../fields/form.ts';
import type { Change } from '../fields/spelling.ts';
import type { ProblemTexts } from '../http/speech.ts';
import type { Tables } from '../http/table-text.ts';
import type { presentCounts, presentRow } from './desk/desk.ts';
import type { ShownFigures } from './desk/figures-pages.ts';
import type { presentGroups, ShownCheck } from './desk/item.ts';
import type { Phrase } from './desk/phrase-store.ts';
import type { Undo } from './desk/undo.ts';
import type { Conflict } from './sending/draft-page.ts';
import type { stepRows } from './sending/step-rows.ts';
import type { Piece } from './words/word-marker.ts';
import type { Word } from './words/word-store.ts';
import type { AnswerFile, presentAnswers } from './workflow/answers.ts';
import type { ConsentPreview, Heading } from './workflow/kind.ts';
import type { Queue } from './workflow/queue.ts';
import type { Submission } from './workflow/submission.ts';
import type { presentTimeline } from './workflow/timeline.ts';
import type { Typed } from './workflow/typed.ts';

export type Answers = readonly ReturnType<typeof presentAnswers>[number][];
/** How many checks came out so, and of which fields. */
type Sum = { count: number; named: readonly { field: string; title: string }[] };
type Timeline = ReturnType<typeof presentTimeline>;

/** A group of a form as its page shows it. */
type FormGroup = Pick<Group, 'name' | 'title' | 'lead' | 'help' | 'folded' | 'aside'> & { fields: readonly Field[] };

type Choice = { name: string; title: string };
type BulkLine = { href: string; title: string; institution: string | undefined };

/** A form that came on paper, as an operator writes it in. */
export type MailedForm = {
  returned: string | undefined;
  action: string;
  revision: number;
  groups: readonly FormGroup[];
  saved: Date;
  comments: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
  uploads: Readonly<Record<string, readonly AnswerFile[]>>;
  filesAt: string;
};

declare module '../http/views.ts' {
  interface Views {
    'review/batch': {
      back: string;
      done: number;
      failed: readonly { id: string; title: string; institution: string; why: string }[];
      kind: string;
      undo: Undo;
    };
    'review/bulk': {
      kind: string;
      path: string;
      query: string;
      back: string;
      /** How many have no doubt. */
      clear: number;
      doubted: readonly (BulkLine & { doubts: string })[];
      samples: readonly (BulkLine & { isLooked: boolean })[];
      /** How many of them were opened, and the first that was not. */
      looked: number;
      next: BulkLine | undefined;
      phrases: readonly Phrase[];
      typed: { why?: string; reason?: string };
      undo: Undo;
    };
    'review/desk': ReturnType<typeof presentCounts> & {
      notice: string | undefined;
      last: string | undefined;
      queue: Queue;
      query: string;
      /** The filter in words. */
      words: string;
      /** The list without a filter that no chip names. */
      wider: string | undefined;
      /** For saving the filter. */
      suggestedName: string;
      /** The batch that is open. */
      batch: { number: string; institution: string } | undefined;
      mine: number;
      /** The number of decisions of this reviewer today. */
      today: number;
      /** How many the list holds, over all its pages. */
      matching: number | undefined;
      chips: readonly { name: string; href: string; isHere: boolean; count: number; id: string | undefined }[];
      doneHref: string;
      /** For the head of the desk. */
      figures: string | undefined;
      choices: {
        kinds: readonly Choice[];
        regions: readonly { code: string; name: string }[];
        dues: readonly Choice[];
        doubts: readonly Choice[];
      };
      typed: { name?: string };
      rows: readonly ReturnType<typeof presentRow>[];
      /** Whether some of them can be taken together. */
      picks: boolean;
      undo: Undo;
      next: string | undefined;
    };
    'review/discard': {
      place: { href: string; label: string } | Heading;
      action: string;
      kind: { title: string };
      title: string;
    };
    'review/gone': { place: Heading; kind: { title: string }; filesAt: string; answers: Answers };
    'review/draft': {
      place: Heading;
      kind: { name: string; title: string };
      version: number;
      lead: string;
      /** The reviewer's comments, each with a link to its field. */
      returned: false | { reason: string | undefined; comments: readonly { href: string; title: string }[] };
      steps: false | { rows: ReturnType<typeof stepRows>; current: number };
      /** The problems of its fields, told beside each. */
      beside: ProblemTexts;
      /** Field → its address, where it stands on another page of the form. */
      fieldAddresses: Readonly<Record<string, string>>;
      /** Whether a button was pressed that found problems. */
      isTold: boolean;
      /** The page after this one, for going on with problems. */
      skip: string | undefined;
      hints: readonly string[];
      action: string;
      multipart: boolean;
      revision: number;
      step: string | undefined;
      answers: false | Answers;
      groups: readonly FormGroup[];
      /** How its tables are shown. */
      tables?: Tables;
      preview: string | undefined;
      seen: ConsentPreview | undefined;
      saved: Date;
      discard: string | false;
      timeline: Timeline;
      conflict: Conflict | undefined;
      filesAt: string;
      changes: { title: string; rows: readonly Change[] } | undefined;
      comments: Readonly<Record<string, string>>;
      values: Readonly<Record<string, string>>;
      uploads: Readonly<Record<string, readonly AnswerFile[]>>;
    };
    'review/figures': {
      /** Of a reader who may open it. */
      desk?: string | undefined;
      first: string;
      last: string;
      today: string;
      rows: readonly ShownFigures[];
    };
    'review/item': {
      back: string;
      kind: string;
      notice: string | undefined;
      submission: Submission;
      stateName: string;
      tone: string;
      region: string | undefined;
      times: number;
      due: { at: Date; left: string; tone: '' | 'warn' | 'bad-t'; words: string } | undefined;
      standing: string | undefined;
      /** The doubts that are to be confirmed before it is approved. */
      asks: { despite: string; doubts: readonly { title: string; text: string }[] } | undefined;
      undo: Undo;
      bulkHref: string | undefined;
      may: { decide: boolean; approve: boolean; claim: boolean; release: boolean; second: boolean };
      hasWritten: boolean;
      typed: Typed;
      groups: ReturnType<typeof presentGroups>;
      compared: boolean;
      changed: readonly { name: string; title: string }[];
      against: number | undefined;
      preview: false | { href: string } | undefined;
      marked: readonly { name: string; title: string }[];
      isShown: boolean;
      documents: readonly { id: string; name: string; label: string; isImage: boolean; size: number }[];
      timeline: Timeline;
      path: string;
      query: string;
      phrases: readonly Phrase[];
      approval: readonly Group[];
      /** Which of the samples of many that are decided together. */
      sample?: undefined | { number: number; of: number };
      previous?: undefined | string;
      next?: undefined | string;
      checks: {
        all: number;
        ok: number;
        warn: Sum;
        bad: Sum;
      };
      general: readonly ShownCheck[];
    };
    'review/phrases': {
      notice: string | undefined;
      editing: string | undefined;
      values: Readonly<Record<string, string>>;
      kinds: readonly { name: string; title: string }[];
      groups: readonly { key: string; title: string; phrases: readonly Phrase[] }[];
    };
    'review/submission': {
      place: Heading;
      kind: { title: string };
      title: string;
      state: { name: string; tone: string };
      papersEndedAt: Date | undefined;
      version: number;
      due: false | { workingDays: number; at: Date };
      next:
        | { tone: string; words: string; href?: undefined; label?: undefined; reason?: undefined }
        | { tone: string; words: string; href: string | undefined; label: string; reason?: undefined }
        | { tone: string; words: string; reason: string | undefined; href?: undefined; label?: undefined };
      action: string;
      answers: Answers;
      seen: ConsentPreview | undefined;
      recall: boolean;
      conflict: Conflict | undefined;
      filesAt: string;
      changes: { title: string; rows: readonly Change[] } | undefined;
      timeline: Timeline;
    };
    'review/submissions': {
      /** The press of which the list shows the results. */
      press: string | undefined;
      isFiltered: boolean;
      rows: readonly {
        kind: string;
        state: { name: string; tone: string };
        id: string;
        version: number;
        title: string;
        submittedAt: Date | undefined;
        updatedAt: Date;
      }[];
      kinds: readonly { name: string; title: string }[];
      filter: { kind: string; state: string };
      states: readonly (readonly [string, string])[];
      next: string | undefined;
    };
    'review/words': {
      notice: string | undefined;
      values: { words?: string };
      words: readonly Word[];
    };
  }
  interface Partials {
    'partials/desk/checks': Pick<Views['review/item'], 'checks' | 'general'>;
    'partials/desk/field': Pick<Views['review/item'], 'typed' | 'path' | 'query' | 'may'> & {
      problems: ProblemTexts;
      field: Views['review/item']['groups'][number]['fields'][number];
    };
    'partials/desk/help': {
      keys: readonly (readonly [key: string, words: string])[];
    };
    'partials/desk/keys': {
      keys: readonly (readonly [words: string, key: string])[];
    };
    'partials/desk/pieces': { pieces: readonly Piece[] };
    'partials/desk/failed': { undo: Undo };
    'partials/desk/undo': { undo: Undo };
    'partials/desk/viewer': Pick<Views['review/item'], 'documents'>;
    'partials/review/answers': { sections: Answers; filesAt?: string };
    'partials/review/changes': {
      changes: { title: string; rows: readonly Change[] } | undefined;
    };
    'partials/review/conflict': {
      conflict: Conflict | undefined;
    };
    'partials/review/steps': { rows: ReturnType<typeof stepRows>; current: number };
    'partials/review/to-do': { beside: ProblemTexts; fieldAddresses: Readonly<Record<string, string>> };
    'partials/review/seen': { seen: ConsentPreview | undefined };
    'partials/review/timeline': { timeline: Timeline };
  }
}
