import type { Fact } from '../../fact.ts';
import { type Data, fieldsOf, typed as typedFields } from '../../fields/form.ts';
import { fact } from '../facts.ts';
import type { Kind } from './kind.ts';

/** A reviewer's typed data on the page of a submission. */
export interface Typed {
  reason: string;
  /** Field → words for it. */
  comments: Data;
  /** The input of the approval form. */
  approval: Data;
  /** Field → why it is to be seen whole. */
  why: Data;
  /** The revision that the page showed. */
  seen: number;
  /** A reason composed of the comments, if none was written. */
  summary: Fact | undefined;
}

export const emptyInput: Typed = { reason: '', comments: {}, approval: {}, why: {}, seen: 0, summary: undefined };

export function readTyped(kind: Kind, form: Data): Typed {
  const after = (prefix: string): Data => {
    const found: Record<string, string> = Object.create(null); // asked by names that the page may have made up
    for (const [name, text] of Object.entries(form))
      if (name.startsWith(prefix)) found[name.slice(prefix.length)] = text.replaceAll('\r\n', '\n').trim();
    return found;
  };
  const comments = after('comment.');
  const titles = fieldsOf(kind.form).flatMap(({ name, title }) => (comments[name] ? [title] : []));
  return {
    reason: (form.reason ?? '').replaceAll('\r\n', '\n').trim(),
    comments,
    approval: kind.approval === undefined ? {} : typedFields(kind.approval.groups, form),
    why: after('why.'),
    seen: Number(form.revision ?? Number.NaN),
    summary: titles.length === 0 ? undefined : fact('review.correct_these', { titles }),
  };
}

export const hasComments = ({ reason, comments }: Typed): boolean =>
  reason !== '' || Object.values(comments).some((text) => text !== '');
