import type { Field, Fields, Group } from '../fields/form.ts';
import type { FormState, StoredUpload, shownField } from './form-text.ts';
import type { ProblemTexts } from './speech.ts';

/** The contents of a manual, the position of a page in it, and its neighbours. */
export type Manual = {
  chapters: readonly { title: string; pages: readonly { href: string; title: string; isBelow?: boolean }[] }[];
  /** The path of the page, and its title as the menu says it. */
  here: string;
  title: string;
  crumbs: readonly { href: string; title: string }[];
  previous?: { href: string; title: string };
  next?: { href: string; title: string };
  /** Where the same page is given as Markdown. */
  markdown?: string;
};

/** One way to look at a list or a thing. */
export type ShownTab = { name: string; href: string; isHere: boolean; count?: number };

/**
 * The views and their data: name → type. A room declares its own views in its `views.ts`, by `declare module`, so that a page is checked against
 * them where it is shown (`pages.show`), and every view is checked against them by test/views.ts.
 */
export interface Views {
  'oidc/error': {
    number: string;
    title: string;
    paragraphs: readonly string[];
    action: { href: string; label: string };
    client?: { name: string; phone?: string | undefined } | undefined;
    /** Where an application that is over is renewed. */
    renewal?: string | undefined;
    at: Date;
  };
}

/** Partials: name → the data they need, of the including view and of the include's arguments. */
export interface Partials {
  'partials/error': Views['oidc/error'];
  'partials/area': OfFields & {
    area: { name: string; label: string; rows: number; hint?: string; note?: string; mono?: boolean };
  };
  'partials/demo-bar': object;
  'partials/docs/contents': { manual: Manual };
  'partials/display': object;
  'partials/tabs': { label: string; tabs: readonly ShownTab[]; look?: 'after' };
  'partials/elder-link': object;
  'partials/language-link': object;
  'partials/english-hint': object;
  'partials/enter': { label: string };
  /** `fieldAddresses`: field → its address, where it is not on this page. */
  'partials/errors': { problems: ProblemTexts; fieldAddresses?: Readonly<Record<string, string>> };
  'partials/field': OfFields & { field: PlainField };
  'partials/file': {
    file: { name: string; label: string; hint: string; accept: string; id?: string; multiple?: boolean };
    problems: ProblemTexts;
  };
  'partials/form/aria': Aria;
  'partials/form/checks': { name: string; options: Readonly<Record<string, string>>; value: string };
  'partials/form/control': { field: Field; shown: ReturnType<typeof shownField>; filesAt?: string | undefined };
  'partials/form/crop': OfControl & { picture: ReturnType<typeof shownField>['picture'] };
  'partials/form/field': FormState & { field: Field };
  'partials/form/fields': FormState & { group: ShownGroup };
  'partials/form/files': { field: Field; kept: readonly StoredUpload[]; aria: Aria; filesAt?: string | undefined };
  'partials/form/group': FormState & { group: ShownGroup; place?: number };
  'partials/form/input': OfControl;
  'partials/form/script': object;
  'partials/form/cell': { cell: ShownTable['rows'][number]['cells'][number] };
  'partials/form/table': { name: string; title: string; table: ShownTable };
  'partials/head': object;
  'partials/idle': object;
  'partials/logo': { client: { name: string; logo?: string | undefined } };
  'partials/mark': object;
  'partials/older': { href: string | undefined; label: string };
  'partials/closing': { closing: { days: number; lastMoment: Date } };
  'partials/password': {
    /** `kept`: sealed, of a form that comes again for another reason (`typedPassword` of the accounts). */
    password: {
      label: string;
      autocomplete: string;
      hint: string;
      forgotten?: string;
      turns?: boolean;
      kept?: string | undefined;
    };
    problems: ProblemTexts;
  };
  'partials/phrases': { words: string; name?: string | undefined };
  'partials/side': object;
  'partials/time': { at: Date; as?: 'moment' | 'dateTime' | 'day' | 'hour'; look?: string };
  'partials/stepper': { steps: readonly string[]; current: number };
}

type Texts = Readonly<Record<string, string>>;
/** Typed values and their problems. */
type OfFields = { values: Texts; problems: ProblemTexts };
/** A field that stands in a view and not in a form of `fields`. */
type PlainField = {
  name: string;
  label: string;
  type?: string;
  hint?: string;
  optional?: boolean;
  autocomplete?: string;
  inputmode?: string;
  /** The typed value is not shown again. */
  keep?: boolean;
};
type ShownGroup = Pick<Group, 'title' | 'lead' | 'help' | 'folded' | 'aside'> & { fields: Fields | readonly Field[] };
/** The description of a control, and its problem. */
type Aria = { about: string; problem: string | undefined };
type ShownTable = NonNullable<ReturnType<typeof shownField>['table']>;
type OfControl = { field: Field; value: string; aria: Aria };

/** The frames of views. */
export interface Layouts {
  'layouts/site': { body: string };
  'layouts/citizen': { body: string };
  'layouts/docs': { body: string };
}
