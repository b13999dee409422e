import { factsOf, type None } from '../fact.ts';

export type DocsFacts = {
  'docs.no_page': None;
  'docs.no_problem_page': None;
  'docs.no_channel': None;
};

export const fact = factsOf<DocsFacts>();
