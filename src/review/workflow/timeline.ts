import type { Entry } from './submission.ts';
import { type Action, actionNames } from './transitions.ts';

const isAction = (verb: string): verb is Action => Object.hasOwn(actionNames, verb);

/** The events, the latest first, in words. `names` holds masked names; `titles` the names of fields. */
export function presentTimeline(
  entries: readonly Entry[],
  names: ReadonlyMap<string, string>,
  titles: ReadonlyMap<string, string>,
) {
  let submits = 0;
  return entries
    .map(({ at, actorKind, actorId, verb, reason, comments }) => {
      if (verb === 'submit') submits += 1;
      return {
        at,
        who: whoDid(verb, actorKind, actorId, names),
        did: verb === 'submit' && submits > 1 ? '重新提交' : isAction(verb) ? actionNames[verb] : verb,
        reason,
        comments: Object.entries(comments).map(([name, text]) => ({ title: titles.get(name) ?? name, text })),
      };
    })
    .reverse();
}

function whoDid(verb: string, kind: string, id: string | undefined, names: ReadonlyMap<string, string>): string {
  if (kind === 'operator') return '运营（命令行）';
  if (kind === 'system') return '系统';
  const name = (id && names.get(id)) ?? '';
  if (kind !== 'staff') return `${name}（机构）`;
  return `${name}（${verb === 'submit' ? '运营' : '审核员'}）`; // R16: papers that came by mail are sent by an operator
}
