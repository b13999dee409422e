import { person, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'try an API call in the documentation': person,
});
