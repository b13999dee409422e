import type { PageData } from '../../src/http/pages/render.ts';
import type { Views } from '../../src/http/views.ts';

/** A view with some of its data: what a sample does not give is not shown by it, but nothing has a name that the view does not know. */
export type Sample = {
  [Name in keyof Views]: {
    view: Name;
    data: { [Given in keyof Views[Name] | 'problems']?: unknown };
    page?: Partial<PageData>;
  };
}[keyof Views];
