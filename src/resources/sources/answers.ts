import { isId } from '../../crypto/secrets.ts';
import type { Problems } from '../../errors.ts';
import type { Form } from '../../http/requests/body.ts';
import { fact } from './facts.ts';
import { categoriesOf, guessed } from './looking.ts';
import type { SourceItem } from './reading/item.ts';
import { fixedFields, isTarget, type Settings, type Target } from './source.ts';
import type { Hall } from './texts.ts';

/** The mapping as it is typed: a category may have no place yet. */
export type SourceAnswers = Omit<Settings, 'categories'> & { categories: Readonly<Record<string, Target | undefined>> };

/** Before anything was typed: as far as the words of the source leave no doubt. */
export function answersFor(items: readonly SourceItem[], hall: Hall, cover: string | undefined): SourceAnswers {
  const isTimed = items.some(({ startsAt }) => startsAt !== undefined);
  return {
    categories: Object.fromEntries(categoriesOf(items).map(({ name }) => [name, guessed(name, items)])),
    otherwise: isTimed ? 'activity' : 'news',
    places: {},
    fixed: {
      fee_type: 'free',
      booking: 'none',
      licence: 'display',
      ...(hall.address && { address: hall.address }),
      ...(cover && { cover }),
    },
  };
}

const options: Readonly<Record<string, readonly string[]>> = {
  fee_type: ['free', 'free_booking', 'paid'],
  booking: ['none', 'online', 'phone', 'onsite'],
  licence: ['display', 'share_by', 'share_free', 'link_only'],
};

/** The form, with `category_0` beside `named_0`. */
export function answersIn(form: Form): { answers: SourceAnswers; problems: Problems } {
  const problems: Problems = {};
  const categories: Record<string, Target | undefined> = {};
  const places: Record<string, string> = {};
  for (let n = 0; n < 30; n += 1) {
    const name = form[`named_${n}`];
    const chosen = form[`category_${n}`];
    if (name !== undefined && name !== '' && name !== '__proto__') {
      categories[name.slice(0, 30)] = isTarget(chosen) ? chosen : undefined;
      if (!isTarget(chosen)) problems[`category_${n}`] = fact('sources.choose_target');
    }
    const room = form[`room_${n}`];
    const as = form[`place_${n}`]?.trim() ?? '';
    if (room !== undefined && room !== '__proto__' && as !== '' && as !== room)
      places[room.slice(0, 100)] = as.slice(0, 50);
  }
  const fixed: Partial<Record<(typeof fixedFields)[number], string>> = {};
  for (const name of fixedFields) {
    const value = form[name]?.trim().slice(0, 200) ?? '';
    if (value !== '' && (options[name]?.includes(value) ?? true)) fixed[name] = value;
  }
  if (fixed.cover !== undefined && !isId(fixed.cover) && !/^https:\/\//.test(fixed.cover)) delete fixed.cover;
  if (fixed.hours !== undefined && !/^([1-9]|1\d|2[0-4])(\.5)?$/.test(fixed.hours))
    problems.hours = fact('sources.hours_form');
  return {
    answers: { categories, places, otherwise: isTarget(form.otherwise) ? form.otherwise : 'activity', fixed },
    problems,
  };
}

/** Categories that have a place. */
export const settingsOf = ({ categories, ...rest }: SourceAnswers): Settings => ({
  ...rest,
  categories: Object.fromEntries(
    Object.entries(categories).flatMap(([name, target]) => (target === undefined ? [] : [[name, target]])),
  ),
});
