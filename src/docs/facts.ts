import { factsOf, type None } from '../fact.ts';

export type DocsFacts = {
  'docs.no_page': None;
  'docs.no_problem_page': None;
  'docs.no_channel': None;
  'docs.no_sandbox_for_call': None;
};

export const fact = factsOf<DocsFacts>();
