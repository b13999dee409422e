import { person, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'keep the tokens of assistants': person,
});
