import type { Problems } from '../../errors.ts';
import { type Data, type Form, fieldsIn, type Group, ofFilled } from '../../fields/form.ts';

/** One page of a form. `name` is undefined where the form is a single page; the last of several shows all answers. */
export type Step = {
  name: string | undefined;
  groups: readonly Group[];
  isCheck: boolean;
  place: number;
  before: string | undefined;
  after: string | undefined;
};

const check = 'check';

/** The institution's own part of a form. */
const own = (form: Form) => form.groups.filter(({ source }) => source === undefined);

const namesOf = (form: Form) => [...own(form).map(({ name }) => name), check];

/** The page of this name; the first one for a name that is none. */
export function stepOf(form: Form, name: string | undefined): Step {
  if (form.paged !== true)
    return { name: undefined, groups: own(form), isCheck: false, place: 0, before: undefined, after: undefined };
  const names = namesOf(form);
  const place = Math.max(0, name === undefined ? 0 : names.indexOf(name));
  const here = names[place];
  return {
    name: here,
    groups: own(form).filter((group) => group.name === here),
    isCheck: here === check,
    place,
    before: names[place - 1],
    after: names[place + 1],
  };
}

/** Where the answers are checked before they are sent. */
export const checkStep = (form: Form): Step => stepOf(form, check);

/** The problems of the fields of these groups. */
export function within(groups: readonly Group[], problems: Readonly<Problems>): Problems {
  const names = new Set(groups.flatMap(({ fields }) => Object.keys(fields)));
  return Object.fromEntries(Object.entries(problems).filter(([name]) => names.has(name)));
}

/** How far a page of a form is: fields to correct, and fields to fill in. Together they are the problems that the page names. */
export type Progress = { standing: 'done' | 'wrong' | 'missing' | 'optional' | 'last'; wrong: number; missing: number };

/** The pages of a form with their progress, from its answers and their problems; the page for checking is last, with problems of no page. */
export function stepsOf(form: Form, data: Data, problems: Readonly<Problems>) {
  const pages = own(form).map((group) => ({
    name: group.name,
    title: group.title,
    ...progressOf(group, data, problems),
  }));
  const placed = within(own(form), problems);
  const wrong = Object.keys(problems).filter((name) => !(name in placed)).length;
  const last: Progress = { standing: wrong > 0 ? 'wrong' : 'last', wrong, missing: 0 };
  return [...pages, { name: check, title: '检查并提交', ...last }];
}

function progressOf(group: Group, data: Data, problems: Readonly<Problems>): Progress {
  const found = within([group], problems);
  const wrong = Object.keys(ofFilled(found, data)).length;
  const missing = Object.keys(found).length - wrong;
  if (wrong > 0) return { standing: 'wrong', wrong, missing };
  if (missing > 0) return { standing: 'missing', wrong, missing };
  const isUsed = fieldsIn(group.fields).some(({ name }) => (data[name] ?? '') !== '');
  return { standing: isUsed ? 'done' : 'optional', wrong, missing };
}
