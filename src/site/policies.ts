import { person, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'try a call of the API in the documentation': person,
});
