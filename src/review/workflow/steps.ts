import type { Form, Group } from '../../fields/form.ts';

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

export const stepTitles = (form: Form): string[] => [...own(form).map(({ title }) => title), '检查并提交'];
